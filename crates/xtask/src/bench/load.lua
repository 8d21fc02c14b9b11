-- Requests of one page by many visitors: each line of the file given after
-- `--` is a cookie header, an empty line is a device that was never here.
-- Ends with one line that the benchmark reads.

local requests = {}
local index = 0
local pause = 0

function init(arguments)
  local lines = assert(io.open(arguments[1], "r"))
  for line in lines:lines() do
    wrk.headers["Cookie"] = line ~= "" and line or nil
    requests[#requests + 1] = wrk.format("GET")
  end
  lines:close()
  pause = tonumber(arguments[2] or "0")
end

-- Milliseconds before a connection's next request. Pauses are spread around the mean,
-- so that connections do not march in step.
function delay()
  return pause > 0 and math.random(0, 2 * pause) or 0
end

function request()
  index = index % #requests + 1
  return requests[index]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    "measured requests=%d duration_us=%d bytes=%d failed=%d p50_us=%d p99_us=%d\n",
    summary.requests, summary.duration, summary.bytes, failed,
    latency:percentile(50), latency:percentile(99)
  ))
end
