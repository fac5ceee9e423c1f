import Models
import Postgres

/// Counts of coupons in use. Rows are locked in the order of their codes, so that two orders with the same two coupons
/// wait for each other instead of deadlocking.
struct CouponClaims: Sendable {
    /// Counts each coupon once more. A quote has checked the limits under the same locks; an order that was placed after its
    /// hold had expired may find the coupon gone, and is then counted as overrun, so that `claimed` never passes the limit.
    func claim(
        _ codes: Set<CouponCode>,
        for order: OrderID,
        by customer: CustomerID?,
        on session: borrowing Session
    ) throws {
        for code in codes.sorted() {
            let rows = try session.query(
                """
                WITH locked AS (
                    SELECT code, coalesce(claimed >= limit_total, false) AS is_full
                      FROM coupons
                     WHERE code = \(code)
                       FOR UPDATE
                ), counted AS (
                    UPDATE coupons
                       SET claimed = coupons.claimed + (NOT is_full)::int, overrun = coupons.overrun + is_full::int
                      FROM locked
                     WHERE coupons.code = locked.code
                    RETURNING coupons.code, is_full
                )
                INSERT INTO coupon_redemptions (code, order_id, customer_id, overrun)
                SELECT code, \(order)::uuid, \(customer)::uuid, is_full FROM counted
                RETURNING overrun
                """
            )
            guard let customer, !rows.isEmpty else { continue }
            try session.run(
                """
                INSERT INTO coupon_customers (code, customer_id, claimed)
                VALUES (\(code), \(customer), 1)
                    ON CONFLICT (code, customer_id) DO UPDATE SET claimed = coupon_customers.claimed + 1
                """
            )
        }
    }

    func release(_ codes: Set<CouponCode>, of order: OrderID, on session: borrowing Session) throws {
        for code in codes.sorted() {
            try session.run(
                """
                WITH gone AS (
                    DELETE FROM coupon_redemptions
                     WHERE order_id = \(order) AND code = \(code)
                    RETURNING code, customer_id, overrun
                ), coupon AS (
                    UPDATE coupons
                       SET claimed = claimed - (NOT gone.overrun)::int, overrun = coupons.overrun - gone.overrun::int
                      FROM gone
                     WHERE coupons.code = gone.code
                )
                UPDATE coupon_customers
                   SET claimed = claimed - 1
                  FROM gone
                 WHERE coupon_customers.code = gone.code AND coupon_customers.customer_id = gone.customer_id
                """
            )
        }
    }
}
