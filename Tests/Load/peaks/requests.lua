-- Sends the requests of a file in turn: METHOD PATH [BODY], a line each; TOKEN and KEYS come from the environment.
--   REQUESTS=/tmp/pages wrk --threads 2 --connections 64 --duration 30s --latency --script requests.lua https://…
-- With KEYS=1 each request carries an Idempotency-Key of its own, so that a purchase is made each time.
local requests, turn, thread = {}, 0, 0

function setup(worker)
    worker:set("number", thread)
    thread = thread + 1
end

function init()
    local token = os.getenv("TOKEN")
    local file = assert(os.getenv("REQUESTS"), "REQUESTS names a file")
    for line in io.lines(file) do
        local method, path, body = line:match("^(%S+) (%S+) ?(.*)$")
        requests[#requests + 1] = { method = method, path = path, body = body ~= "" and body or nil }
    end
    if token then wrk.headers["Authorization"] = "Bearer " .. token end
    wrk.headers["Content-Type"] = "application/json"
    math.randomseed(os.time() + number)
    run = string.format("peak-%d-%d-%d", os.time(), number, math.random(1e9))
    keyed = os.getenv("KEYS") == "1"
end

function request()
    turn = turn + 1
    local one = requests[(turn + number * 7919) % #requests + 1]
    if keyed then wrk.headers["Idempotency-Key"] = run .. "-" .. turn end
    return wrk.format(one.method, one.path, nil, one.body)
end

function done(summary, latency)
    local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
    io.write(string.format("p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, %d of %d failed\n", latency:percentile(50) / 1000,
        latency:percentile(99) / 1000, latency:percentile(99.9) / 1000, failed, summary.requests))
end
