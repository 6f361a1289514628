import { createHash } from 'node:crypto';

/** Scripts that run inside Redis, each as one step that no other command can interrupt. */

export interface Script {
  readonly text: string;
  readonly sha1: string;
}

function script(text: string): Script {
  return { text, sha1: createHash('sha1').update(text).digest('hex') };
}

/** Fencing numbers are forgotten after this time without use, milliseconds: 30 days. */
const FENCE_LIFETIME_MS = 2_592_000_000;
/** A set of replicas that all ended without leaving is removed after this many leases. */
const REPLICAS_LIFETIME_LEASES = 10;

/**
 * Registers the replica and the format that it writes, extends the leases that are still its own, and reads all leases.
 *
 * A lease that Redis has lost, because it restarted without its data, is restored when its fencing number is still the
 * newest one; the highest fencing number that any replica has seen is restored as well, so that numbers never repeat.
 *
 * KEYS: replicas, formats, then lease, fence and state of each tenant. ARGV: replica, lease in ms, format, then for each
 * tenant the highest fencing number seen, and 1 if the replica holds the lease. Returns the replicas, the formats, then for
 * each tenant owner, remaining ms, fencing number and version.
 */
export const SYNC = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local me, lease = ARGV[1], tonumber(ARGV[2])
local function register(key, member)
  redis.call('ZADD', key, now + lease, member)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  redis.call('PEXPIRE', key, lease * ${REPLICAS_LIFETIME_LEASES})
  return redis.call('ZRANGE', key, 0, -1)
end
local result = { register(KEYS[1], me), register(KEYS[2], ARGV[3]) }
for i = 1, (#KEYS - 2) / 3 do
  local leaseKey, fenceKey, stateKey = KEYS[3 * i], KEYS[3 * i + 1], KEYS[3 * i + 2]
  local seen, held = tonumber(ARGV[2 * i + 2]), ARGV[2 * i + 3] == '1'
  local fence = tonumber(redis.call('HGET', fenceKey, 'number') or 0)
  if fence < seen then
    fence = seen
    redis.call('HSET', fenceKey, 'number', fence)
    redis.call('PEXPIRE', fenceKey, ${FENCE_LIFETIME_MS})
  end
  local owner = redis.call('GET', leaseKey)
  if held and fence == seen then
    if not owner then
      redis.call('SET', leaseKey, me, 'PX', lease)
      redis.call('HSET', fenceKey, 'holder', me)
      owner = me
    elseif owner == me then
      redis.call('PEXPIRE', leaseKey, lease)
    end
  end
  result[#result + 1] = owner
  result[#result + 1] = owner and redis.call('PTTL', leaseKey) or 0
  result[#result + 1] = fence
  result[#result + 1] = tonumber(redis.call('HGET', stateKey, 'version') or 0)
end
return result
`);

/**
 * Takes a lease that no other replica holds, with the next fencing number.
 *
 * KEYS: lease, fence. ARGV: replica, lease in ms, highest fencing number seen, channel, event. Returns the fencing number and
 * the replica that held the lease before and did not release it; nothing when another replica holds it.
 */
export const ACQUIRE = script(`
local me = ARGV[1]
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= me then return false end
local fence = redis.call('HINCRBY', KEYS[2], 'number', 1)
if fence <= tonumber(ARGV[3]) then
  fence = tonumber(ARGV[3]) + 1
  redis.call('HSET', KEYS[2], 'number', fence)
end
local before = redis.call('HGET', KEYS[2], 'holder')
redis.call('HSET', KEYS[2], 'holder', me)
redis.call('PEXPIRE', KEYS[2], ${FENCE_LIFETIME_MS})
if owner then redis.call('PEXPIRE', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], me, 'NX', 'PX', ARGV[2]) end
redis.call('PUBLISH', ARGV[4], ARGV[5])
return { fence, before or '' }
`);

/** Ends a lease that is the replica's own. KEYS: lease, fence. ARGV: replica, channel, event. */
export const RELEASE = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[2], 'holder', '')
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
`);

/**
 * Publishes parts of a tenant's state, unless another replica has taken the lease since.
 *
 * KEYS: fence, state. ARGV: fencing number, lifetime in ms, 1 if the parts are the whole state, channel, event, then name
 * and bytes of each part. Returns 1 when they were published.
 */
export const PUBLISH = script(`
if redis.call('HGET', KEYS[1], 'number') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000000 + time[2])
if ARGV[3] == '1' then redis.call('DEL', KEYS[2]) end
for i = 6, #ARGV, 2 do
  redis.call('HSET', KEYS[2], 'part:' .. ARGV[i], ARGV[i + 1], 'time:' .. ARGV[i], now)
end
redis.call('HSET', KEYS[2], 'version', now)
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[4], ARGV[5])
return 1
`);

/**
 * Reads the parts of a tenant's state that changed. KEYS: state. ARGV: name and time of each known part. Returns the time,
 * the version, then name, time and bytes of each changed part; times in microseconds.
 */
export const READ = script(`
local time = redis.call('TIME')
local known = {}
for i = 1, #ARGV, 2 do known[ARGV[i]] = ARGV[i + 1] end
local result = { string.format('%.0f', time[1] * 1000000 + time[2]), redis.call('HGET', KEYS[1], 'version') or '0' }
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 5) == 'time:' then
    local name = string.sub(field, 6)
    local at = redis.call('HGET', KEYS[1], field)
    if known[name] ~= at then
      result[#result + 1] = name
      result[#result + 1] = at
      result[#result + 1] = redis.call('HGET', KEYS[1], 'part:' .. name)
    end
  end
end
return result
`);

/** Removes the replica. KEYS: replicas. ARGV: replica, channel, event. */
export const LEAVE = script(`
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
`);
