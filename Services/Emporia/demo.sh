#!/usr/bin/env bash
# A web purchase through the public API, one curl at a time: basket in the app, signed in on the web, coupon, wallet QR,
# shipment, tracking, delivery, points; then an order that is cancelled and one that is partly refunded.
# Needs a running shop (`make up` in another terminal).
set -euo pipefail

state=${EMPORIA_STATE:-.emporia}
emporia=${EMPORIA_COMMAND:-.build/release/emporia}
[ -f "$state/shop.json" ] || { echo "No shop runs here; start one with: make up" >&2; exit 1; }
url() { sed -n "s/.*\"$1\": \"\([^\"]*\)\".*/\1/p" "$state/shop.json"; }
catalog=$(url catalog) order=$(url order) payment=$(url payment)
logistics=$(url logistics) marketing=$(url marketing) simulator=$(url simulator)

bold=$(tput bold 2>/dev/null || true) plain=$(tput sgr0 2>/dev/null || true)
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

# call METHOD URL TOKEN [BODY]: shows the request and the answer, keeps the answer in $answer.
call() {
    local method=$1 address=$2 token=$3 body=${4:-}
    local options=(-sS -X "$method" "$address" -H "Idempotency-Key: demo-$RANDOM-$RANDOM-$RANDOM")
    [ -z "$token" ] || options+=(-H "Authorization: Bearer $token")
    [ -z "$body" ] || options+=(-H 'Content-Type: application/json' -d "$body")
    [ -z "${tag:-}" ] || options+=(-H "If-Match: $tag")
    printf '  %s %s %s\n' "$method" "${address#http://127.0.0.1}" "$body"
    answer=$(curl "${options[@]}" -D "$headers")
    printf '  → %s %s\n' "$(awk 'NR==1 { print $2 }' "$headers")" "$answer"
    tag=$(tr -d '\r' <"$headers" | sed -n 's/^[Ee][Tt]ag: //p')
}
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
# field NAME: the first text or number of that name in the last answer.
field() { printf '%s' "$answer" | sed -n "s/^[^\$]*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -1; }
first() { printf '%s' "$answer" | grep -o "\"$1\":\"[^\"]*\"" | head -1 | cut -d'"' -f4; }

# until_answer WANTED METHOD URL TOKEN: asks until the answer holds the text; events need a moment.
until_answer() {
    local wanted=$1 tries=0
    while :; do
        answer=$(curl -sS -X "$2" "$3" -H "Authorization: Bearer $4")
        case $answer in *"$wanted"*) break ;; esac
        tries=$((tries + 1))
        [ $tries -lt 100 ] || { echo "never saw $wanted in $answer" >&2; exit 1; }
        sleep 0.1
    done
    printf '  %s %s\n  → %s\n' "$2" "${3#http://127.0.0.1}" "$answer"
}

staff=$("$emporia" token --state "$state" --role support --role finance)
warehouse=$("$emporia" token --state "$state" --role warehouse)
address='{"name":"王芳","lines":["中山路 1 号"],"city":"上海","postalCode":"200001","country":"CN"}'

say "1. Somebody looks for tea in the app, as a guest, and puts two things into a basket."
call POST "$marketing/v1/guest-tokens" "" ; guest=$(first token)
call GET "$catalog/v1/products?q=sencha&channelId=app&limit=1" ""
tag='' ; call POST "$order/v1/baskets" "$guest" '{"channelId":"app"}' ; basket=$(first id)
call PUT "$order/v1/baskets/$basket/lines/SENCHA-50g" "$guest" '{"quantity":2}'
call PUT "$order/v1/baskets/$basket/lines/KETTLE" "$guest" '{"quantity":1}'

say "2. She signs in on the web: the basket comes along."
tag=''
call POST "$marketing/v1/sessions" "" '{"channelId":"web-cn","externalId":"wang.fang"}'
customer=$(first token) customer_id=$(first customerId)
call POST "$order/v1/baskets" "$customer" '{"channelId":"web-cn"}' ; own=$(first id)
tag=''
call POST "$order/v1/baskets/$own/merge" "$customer" "{\"basketId\":\"$basket\",\"guestToken\":\"$guest\"}"
call PATCH "$order/v1/baskets/$own" "$customer" \
    "{\"coupons\":[\"WELCOME10\"],\"delivery\":{\"method\":\"ship\",\"address\":$address}}"

say "3. One call turns the basket into an order; the wallet wants its QR code scanned."
tag=''
call POST "$order/v1/checkouts" "$customer" "{\"channelId\":\"web-cn\",\"basketId\":\"$own\",\"payment\":{\"method\":\"alipay\"}}"
first_order=$(first orderId) page=$(first statusUrl) charge=$(printf '%s' "$answer" | sed -n 's#.*/pay/\([0-9a-f-]*\).*#\1#p')

say "4. She scans it: the provider calls back, and the order is placed."
call POST "$simulator/v1/provider/charges/$charge/approval" ""
until_answer '"status":"placed"' GET "$order/v1/orders/$first_order" "$customer"

say "5. The warehouse ships; now, and not before, the money is taken."
until_answer '"items":[{' GET "$logistics/v1/shipments?orderId=$first_order" "$warehouse" ; shipment=$(first id)
call PUT "$logistics/v1/shipments/$shipment/label" "$warehouse"
carrier=$(first carrier) number=$(first trackingNumber)
call POST "$logistics/v1/shipments/$shipment/dispatch" "$warehouse"
until_answer '"status":"captured"' GET "$payment/v1/payments?orderId=$first_order" "$staff"

say "6. The carrier scans the parcel, the last scan first; the timeline comes out right."
now=$(date -u +%Y-%m-%dT%H:%M)
call POST "$logistics/v1/tracking-events" "$warehouse" "{\"events\":[
    {\"carrier\":\"$carrier\",\"trackingNumber\":\"$number\",\"eventId\":\"$shipment-2\",\"status\":\"delivered\",\"occurredAt\":\"$now:30Z\",\"place\":\"上海\"},
    {\"carrier\":\"$carrier\",\"trackingNumber\":\"$number\",\"eventId\":\"$shipment-1\",\"status\":\"inTransit\",\"occurredAt\":\"$now:10Z\",\"place\":\"杭州\"}]}"
call GET "$logistics/v1/shipments/$shipment/tracking" "$customer"
until_answer '"status":"delivered"' GET "$order/v1/orders/$first_order" "$customer"
call GET "$order$page" ""
until_answer "$first_order" GET "$marketing/v1/customers/$customer_id/points" "$customer"

say "7. A second order is cancelled before it ships: the authorisation is given back."
buy() {
    call POST "$order/v1/checkouts" "$customer" "{\"channelId\":\"web-cn\",\"lines\":$1,
    \"delivery\":{\"method\":\"ship\",\"address\":$address},\"payment\":{\"method\":\"card\",\"token\":\"tok_ok\"}}"
}
buy '[{"sku":"IRONPOT","quantity":1}]' ; second_order=$(first orderId)
call POST "$order/v1/orders/$second_order/cancellation" "$customer" '{"reason":"ordered by mistake"}'
until_answer '"status":"voided"' GET "$payment/v1/payments?orderId=$second_order" "$staff"

say "8. Of a third one, one cup arrives broken and is refunded."
buy '[{"sku":"CUPWHITE","quantity":4}]' ; third_order=$(first orderId)
until_answer '"items":[{' GET "$logistics/v1/shipments?orderId=$third_order" "$warehouse" ; shipment=$(first id)
call POST "$logistics/v1/shipments/$shipment/dispatch" "$warehouse"
until_answer '"status":"captured"' GET "$payment/v1/payments?orderId=$third_order" "$staff"
until_answer '"status":"shipped"' GET "$order/v1/orders/$third_order" "$customer"
call POST "$order/v1/orders/$third_order/refunds" "$staff" '{"lines":[{"lineId":1,"quantity":1}],"reason":"arrived broken"}'
until_answer '"status":"succeeded"' GET "$payment/v1/payments?orderId=$third_order" "$staff"

say "Done. Every promise holds: $emporia check"
