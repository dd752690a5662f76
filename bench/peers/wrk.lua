-- Varies each request by a comment with a number of its own, and prints figures as JSON.
local head, tail, number

function init(arguments)
  number = tonumber(arguments[1])
  if number >= 0 then
    local whole = wrk.format("GET", wrk.path .. "%0A%23NUMBER")
    head, tail = whole:match("^(.*)NUMBER(.*)$")
    -- A function that is not there leaves the request as it is, at no cost.
    request = function()
      number = number + 1
      return head .. number .. tail
    end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\n{"answers": %d, "seconds": %f, "p50": %f, "p95": %f, "failed": %d}\n',
    summary.requests - errors.status, summary.duration / 1e6,
    latency:percentile(50) / 1e6, latency:percentile(95) / 1e6,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
