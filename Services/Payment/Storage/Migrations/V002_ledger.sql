-- Double-entry ledger. Entries are never changed: a mistake is corrected by a transaction that reverses it.
CREATE TABLE ledger_accounts (
    code text PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('asset', 'liability', 'income', 'expense'))
);

INSERT INTO ledger_accounts (code, name, kind) VALUES
    ('provider-clearing-card',     'Cards, to be settled by the provider',         'asset'),
    ('provider-clearing-alipay',   'Alipay, to be settled by the provider',        'asset'),
    ('provider-clearing-wechat',   'WeChat Pay, to be settled by the provider',    'asset'),
    ('provider-clearing-unionpay', 'UnionPay, to be settled by the provider',      'asset'),
    ('provider-clearing-wallet',   'Wallets, to be settled by the provider',       'asset'),
    ('till-cash',                  'Cash in the tills',                            'asset'),
    ('till-card-clearing',         'Cards at the tills, to be settled',            'asset'),
    ('till-other-clearing',        'Other tenders at the tills, to be settled',    'asset'),
    ('marketplace-clearing',       'Marketplaces, to be settled',                  'asset'),
    ('sales-clearing',             'Paid by customers for orders, to be invoiced', 'liability');

CREATE TABLE ledger_transactions (
    id         uuid PRIMARY KEY,
    kind       text NOT NULL CHECK (kind IN ('capture', 'refund')),
    payment_id uuid NOT NULL,
    order_id   uuid NOT NULL,
    refund_id  uuid,
    booked_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ledger_refund_named CHECK ((kind = 'refund') = (refund_id IS NOT NULL))
);

-- A second capture of a payment or a second payout of a refund cannot even be booked.
CREATE UNIQUE INDEX ledger_one_capture_per_payment ON ledger_transactions (payment_id) WHERE kind = 'capture';
CREATE UNIQUE INDEX ledger_one_payout_per_refund ON ledger_transactions (refund_id) WHERE kind = 'refund';
CREATE INDEX ledger_transactions_by_payment ON ledger_transactions (payment_id);
CREATE INDEX ledger_transactions_by_order ON ledger_transactions (order_id);

-- No foreign key to ledger_transactions: checking one locks the referenced row, which needs the right to update it. The
-- trigger below looks for the transaction instead.
CREATE TABLE ledger_entries (
    transaction_id uuid NOT NULL,
    line           smallint NOT NULL CHECK (line > 0),
    account        text NOT NULL REFERENCES ledger_accounts (code),
    currency       text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    debit_minor    bigint NOT NULL DEFAULT 0 CHECK (debit_minor >= 0),
    credit_minor   bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0),
    PRIMARY KEY (transaction_id, line),
    CONSTRAINT ledger_entry_one_side CHECK ((debit_minor > 0) <> (credit_minor > 0))
);

CREATE INDEX ledger_entries_by_account ON ledger_entries (account, currency);

CREATE FUNCTION ledger_transaction_balances() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    booked uuid := CASE TG_TABLE_NAME WHEN 'ledger_entries' THEN to_jsonb(NEW) ->> 'transaction_id'
                                      ELSE to_jsonb(NEW) ->> 'id' END;
BEGIN
    IF NOT EXISTS (SELECT FROM ledger_transactions WHERE id = booked) THEN
        RAISE EXCEPTION 'ledger entry without transaction %', booked
            USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'ledger_entry_of_transaction';
    END IF;
    IF NOT EXISTS (SELECT FROM ledger_entries WHERE transaction_id = booked)
        OR EXISTS (SELECT FROM ledger_entries WHERE transaction_id = booked
                    GROUP BY currency HAVING sum(debit_minor) <> sum(credit_minor)) THEN
        RAISE EXCEPTION 'ledger transaction % does not balance', booked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER ledger_balanced AFTER INSERT ON ledger_entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances();
CREATE CONSTRAINT TRIGGER ledger_not_empty AFTER INSERT ON ledger_transactions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_transaction_balances();

CREATE FUNCTION ledger_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % on % refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER ledger_entries_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();
CREATE TRIGGER ledger_transactions_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transactions
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_never_changes();

REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entries, ledger_transactions FROM PUBLIC, CURRENT_USER;
