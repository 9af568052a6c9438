#!lua name=saphan
-- The only writers of the view. KEYS[1] is always the tag's own "{n}:w", so that a cluster routes the call; every other
-- key a function touches is built from it and lies under the same tag, which makes each call one atomic step.
-- Nothing here reads the clock or draws a random number: moments and tokens come in as arguments.
-- Versions are compared by their bytes' numbers, never by `<` on strings (strcoll: the server's locale would decide)
-- and never as one number (a double holds 53 bits).


local HEAD_BYTES = 17
local FRAME_BYTES = 5
local EVENT_ID_BYTES = 16
local SUBJECT_DIGITS = 32
local TOMBSTONE = 2
local IDENTITY = 'saphan.identity.v1'
local MATCH = 'saphan.match.v1'
local FENCED = {'FENCED'}
local ARGUMENTS_MAX = 2000
local GONE_SCORE = '-1'

-- "{n}:w" -> "{n}:"
local function tag_of(keys)
  return string.sub(keys[1], 1, -2)
end

local function owns(keys, group, token)
  return redis.call('HGET', keys[1], 't:' .. group) == token
end

local function next_revision(keys)
  return redis.call('HINCRBY', keys[1], 'rev', 1)
end

-- Hex digests are compared digit by digit for the same reason versions are.
local function greater(left, right)
  for at = 1, #left do
    local a, b = string.byte(left, at), string.byte(right, at)
    if a ~= b then return a > b end
  end
  return false
end

-- 1: the entry takes the held one's place; 0: it is the held one; -1: the held one stays.
local function rank(entry, held)
  if entry == held then return 0 end
  local high, low, at_high, at_low = struct.unpack('>I4I4I4I4', entry)
  local held_high, held_low, held_at_high, held_at_low = struct.unpack('>I4I4I4I4', held)
  if high ~= held_high then return high > held_high and 1 or -1 end
  if low ~= held_low then return low > held_low and 1 or -1 end
  local content, held_content = string.sub(entry, HEAD_BYTES + 1), string.sub(held, HEAD_BYTES + 1)
  if content ~= held_content then
    return greater(redis.sha1hex(content), redis.sha1hex(held_content)) and 1 or -1
  end
  if at_high ~= held_at_high then return at_high < held_at_high and 1 or -1 end
  if at_low ~= held_at_low then return at_low < held_at_low and 1 or -1 end
  return 0
end

local function accepted_at(entry)
  local high, low = struct.unpack('>I4I4', string.sub(entry, 9, 16))
  return high * 4294967296 + low
end

local function mark_dirty(key, revision, subjects)
  -- As text: a number would be written out anew for each subject.
  local arguments, score = {}, string.format('%.0f', revision)
  for at = 1, #subjects do
    arguments[#arguments + 1] = score
    arguments[#arguments + 1] = subjects[at]
    if #arguments >= ARGUMENTS_MAX or at == #subjects then
      redis.call('ZADD', key, unpack(arguments))
      arguments = {}
    end
  end
end

-- The log's last record of a key must be its winner, or compaction would keep the wrong one.
local function must_repair(held)
  return #held > HEAD_BYTES
end

-- A match's version is 2 x episode + (0 open, 1 withdrawn).
local function is_open(version)
  return tonumber(version) % 2 == 0
end

-- An erased person's open match stays until its vacancy was told that the person is gone: nobody else would withdraw it.
local function opens(topic, entry)
  if topic ~= MATCH or #entry == HEAD_BYTES then return false end
  local _, low = struct.unpack('>I4I4', entry)
  return is_open(low)
end

-- Until when each subject of a batch is erased, wholly or in this data set: one question, asked only while anyone is.
local function moments_of(tag, topic, args, first)
  if #args < first then return nil end
  local names, moments = {}, {}
  for at = first, #args, 2 do
    local subject = string.sub(args[at], 1, SUBJECT_DIGITS)
    names[#names + 1] = subject
    names[#names + 1] = subject .. '/' .. topic
  end
  local told = redis.call('HMGET', tag .. 'erased', unpack(names))
  for at = 1, #told, 2 do
    if told[at] or told[at + 1] then
      moments[names[at]] = math.max(tonumber(told[at] or 0), tonumber(told[at + 1] or 0))
    end
  end
  return moments
end

-- What was accepted before its person was erased is left out, and its key must end in a null value in the log; unless
-- something accepted since then stands under it: that must be the log's last.
local function leave_out(tag, name, field, member, gone)
  local held = redis.call('HGET', name, field)
  if held and accepted_at(held) > gone and must_repair(held) then
    redis.call('SADD', tag .. 'repair', member)
  else
    redis.call('SADD', tag .. 'bury', member)
  end
end

-- A null value: it removes an erased person's record; what stands otherwise is published again.
local function bury(tag, topic, name, field, member, gone)
  if gone then redis.call('SREM', tag .. 'bury', member) end
  local held = redis.call('HGET', name, field)
  if not held then return 0 end
  if not gone or accepted_at(held) > gone then
    if must_repair(held) then redis.call('SADD', tag .. 'repair', member) end
    return 0
  end
  if opens(topic, held) then return 0 end
  redis.call('HDEL', name, field)
  return 1
end

local function move_watermark(keys, topic, last, mark, newest, known_newest)
  if newest > known_newest then
    redis.call('HSET', keys[1], topic, last, 'a:' .. topic, string.format('%.0f', newest))
  elseif mark < tonumber(last) then
    redis.call('HSET', keys[1], topic, last)
  end
end

-- group, token, topic, previous, last, newest accepted (ms), dirty kind, then key and entry of each record.
local function apply(keys, args)
  local call, sub, byte = redis.call, string.sub, string.byte
  local token, mark, newest = unpack(call('HMGET', keys[1], 't:' .. args[1], args[3], 'a:' .. args[3]))
  if token ~= args[2] then return FENCED end
  mark = tonumber(mark or -1)
  if tonumber(args[4]) > mark then return {'GAP', mark} end

  local tag, topic, kind = tag_of(keys), args[3], args[7]
  local people, repair_key, data_set = tag .. 'p:', tag .. 'repair', topic .. '/'
  local erasing = topic ~= IDENTITY and call('EXISTS', tag .. 'erased') == 1
  local moments = erasing and moments_of(tag, topic, args, 8)
  local repairing = call('EXISTS', repair_key) == 1
  local changed, count, stale, repeated, woken = {}, 0, 0, 0, {}

  for at = 8, #args, 2 do
    local key, entry = args[at], args[at + 1]
    local subject = sub(key, 1, SUBJECT_DIGITS)
    local name, field = people .. subject, data_set .. sub(key, SUBJECT_DIGITS + 2)
    local gone = moments and moments[subject]
    if #entry == HEAD_BYTES and byte(entry, HEAD_BYTES) == TOMBSTONE then
      if bury(tag, topic, name, field, data_set .. key, gone) == 1 then
        count = count + 1
        changed[count] = subject
      end
    elseif gone and accepted_at(entry) <= gone and not opens(topic, entry) then
      leave_out(tag, name, field, data_set .. key, gone)
    else
      -- Most records are new, and then one command is enough.
      local place = call('HSETNX', name, field, entry)
      if place == 0 then
        local held = call('HGET', name, field)
        place = rank(entry, held)
        if place == 1 then
          call('HSET', name, field, entry)
        elseif place == 0 then
          repeated = repeated + 1
          if repairing then call('SREM', repair_key, data_set .. key) end
        else
          stale = stale + 1
          if must_repair(held) then
            call('SADD', repair_key, data_set .. key)
            repairing = true
          end
        end
      end
      if place == 1 then
        count = count + 1
        changed[count] = subject
        if gone then
          call('SREM', tag .. 'bury', data_set .. key)
          if accepted_at(entry) <= gone then woken[#woken + 1] = subject end
        end
      end
    end
  end

  move_watermark(keys, topic, args[5], mark, tonumber(args[6]), tonumber(newest or 0))
  local revision = 0
  if count > 0 and kind ~= '' then
    revision = next_revision(keys)
    mark_dirty(tag .. kind, revision, changed)
  end
  if #woken > 0 then mark_dirty(tag .. 'd', next_revision(keys), woken) end
  return {'OK', count, stale, repeated, revision}
end

-- group, token, floor (ms): a new owner. Returns topic, last offset, … as flat pairs. The floor keeps revisions rising
-- even when this tag lost its counter: what other tags remember of an older revision must not outrank a newer one.
local function claim(keys, args)
  redis.call('HSET', keys[1], 't:' .. args[1], args[2])
  if tonumber(args[3]) > tonumber(redis.call('HGET', keys[1], 'rev') or 0) then
    redis.call('HSET', keys[1], 'rev', args[3])
  end
  local all, marks = redis.call('HGETALL', keys[1]), {}
  for at = 1, #all, 2 do
    if string.find(all[at], '.', 1, true) and not string.find(all[at], ':', 1, true) then
      marks[#marks + 1] = all[at]
      marks[#marks + 1] = all[at + 1]
    end
  end
  return marks
end

local function gap_healed(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  return redis.call('HINCRBY', keys[1], 'gaps', 1)
end

local function ordered(proposal)
  local revision, version, detail = string.match(proposal, '^(%d+) (%d+) (.*)$')
  return tonumber(revision), tonumber(version), detail
end

local function open_match(tag, vacancy, person)
  local held = redis.call('HGET', tag .. 'm:' .. vacancy, person)
  return held and is_open(string.match(held, '^%d+'))
end

-- person, version, detail, … of the matches decided on a vacancy.
local function decided(tag, vacancy)
  local held, found = redis.call('HGETALL', tag .. 'm:' .. vacancy), {}
  for at = 1, #held, 2 do
    local version, detail = string.match(held[at + 1], '^(%d+) (.*)$')
    found[#found + 1] = held[at]
    found[#found + 1] = version
    found[#found + 1] = detail
  end
  return found
end

-- person, score, detail, … : the best candidates, then those with an open match further down or gone (score -1).
local function candidates_of(tag, vacancy, matches, limit)
  local best = redis.call('ZREVRANGE', tag .. 'c:' .. vacancy, 0, limit - 1, 'WITHSCORES')
  local found, listed = {}, {}
  local function list(person, score)
    if listed[person] or not score then return end
    listed[person] = true
    local proposal = redis.call('HGET', tag .. 'r:' .. vacancy, person) or '0 0 '
    local _, _, detail = ordered(proposal)
    if detail == '' then return end
    found[#found + 1] = person
    found[#found + 1] = score
    found[#found + 1] = detail
  end
  for at = 1, #best, 2 do list(best[at], best[at + 1]) end
  for at = 1, #matches, 3 do
    local person = matches[at]
    if is_open(matches[at + 1]) and redis.call('HEXISTS', tag .. 'r:' .. vacancy, person) == 1 then
      list(person, redis.call('ZSCORE', tag .. 'c:' .. vacancy, person) or GONE_SCORE)
    end
  end
  return found
end

-- group, token, kind, limit: the longest waiting of the dirty, each as subject, revision, last projection, records; a
-- vacancy also with its matches and candidates.
local function take(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag, kind, taken = tag_of(keys), args[3], {}
  local waiting = redis.call('ZRANGE', tag .. kind, 0, tonumber(args[4]) - 1, 'WITHSCORES')
  for at = 1, #waiting, 2 do
    local subject = waiting[at]
    local one = {
      subject,
      waiting[at + 1],
      redis.call('HGET', tag .. 'j', subject) or '',
      redis.call('HGETALL', tag .. 'p:' .. subject),
    }
    if kind == 'v' then
      one[5] = decided(tag, subject)
      one[6] = candidates_of(tag, subject, one[5], 60)
    end
    taken[#taken + 1] = one
  end
  return taken
end

-- group, token, person, n, n suffixes to leave, then suffix and score of each to enter; an odd last argument is the
-- projection, stored with the index so that whoever finds the person also sees what is true of them now.
local function index(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag, person, leaving = tag_of(keys), args[3], tonumber(args[4])
  for at = 5, 4 + leaving do redis.call('ZREM', tag .. 'i:' .. args[at], person) end
  local at = 5 + leaving
  while at < #args do
    redis.call('ZADD', tag .. 'i:' .. args[at], args[at + 1], person)
    at = at + 2
  end
  if at == #args then redis.call('HSET', tag .. 'j', person, args[at]) end
  return 1
end

-- Whoever is no candidate any more and has no open match: of them a vacancy keeps the order of the last word, no facts.
local function forget_gone(tag, vacancy)
  local gone, order = tag .. 'g:' .. vacancy, tag .. 'r:' .. vacancy
  for _, person in ipairs(redis.call('SMEMBERS', gone)) do
    local held = redis.call('HGET', order, person)
    local wanted = redis.call('ZSCORE', tag .. 'c:' .. vacancy, person) or open_match(tag, vacancy, person)
    if held and not wanted then redis.call('HSET', order, person, string.match(held, '^%d+ %d+ ')) end
    if not wanted then redis.call('SREM', gone, person) end
  end
end

-- A list of subjects, one after another, but this one.
local function without(list, one)
  local kept = ''
  for at = 1, #list, SUBJECT_DIGITS do
    local other = string.sub(list, at, at + SUBJECT_DIGITS - 1)
    if other ~= one then kept = kept .. other end
  end
  return kept
end

-- Keeps, under each further number that people of this tag are known by, who they are: the numbers one person's
-- enrolments name now take the place of those named before. It lies with the person, so that it heals with them.
local function name_numbers(tag, subject, numbers)
  local before = redis.call('HGET', tag .. 'n', subject) or ''
  if before == numbers then return end
  for at = 1, #before, SUBJECT_DIGITS do
    local number = string.sub(before, at, at + SUBJECT_DIGITS - 1)
    local kept = without(redis.call('HGET', tag .. 'o', number) or '', subject)
    if kept == '' then redis.call('HDEL', tag .. 'o', number) else redis.call('HSET', tag .. 'o', number, kept) end
  end
  for at = 1, #numbers, SUBJECT_DIGITS do
    local number = string.sub(numbers, at, at + SUBJECT_DIGITS - 1)
    local named = without(redis.call('HGET', tag .. 'o', number) or '', subject) .. subject
    redis.call('HSET', tag .. 'o', number, named)
  end
  if numbers == '' then redis.call('HDEL', tag .. 'n', subject) else redis.call('HSET', tag .. 'n', subject, numbers) end
end

-- group, token, kind, subject, revision, projection, due (ms or ''), further numbers named: 0 and still dirty when
-- changed since it was taken.
local function clean(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag, kind, subject, member = tag_of(keys), args[3], args[4], args[3] .. ':' .. args[4]
  local revision = redis.call('ZSCORE', tag .. kind, subject)
  if not revision or tonumber(revision) ~= tonumber(args[5]) then return 0 end
  redis.call('ZREM', tag .. kind, subject)
  if kind == 'v' then forget_gone(tag, subject) end
  if kind == 'd' then name_numbers(tag, subject, args[8] or '') end
  if args[6] == '' then redis.call('HDEL', tag .. 'j', subject) else redis.call('HSET', tag .. 'j', subject, args[6]) end
  if args[7] == '' then redis.call('ZREM', tag .. 'due', member) else redis.call('ZADD', tag .. 'due', args[7], member) end
  return 1
end

-- vacancy, person, person's revision, vacancy's version, score or 'gone', detail. No token: it comes from another tag's
-- owner, is repeated until acknowledged, and is ordered by what it was decided on.
local function propose(keys, args)
  local tag, vacancy, person = tag_of(keys), args[1], args[2]
  local order, ranking = tag .. 'r:' .. vacancy, tag .. 'c:' .. vacancy
  local held = redis.call('HGET', order, person)
  if held then
    local revision, version = ordered(held)
    local newer, as_new = tonumber(args[3]), tonumber(args[4])
    if newer < revision or (newer == revision and as_new <= version) then return 0 end
  end
  local score, detail = args[5], args[6] or ''
  local was = redis.call('ZSCORE', ranking, person)
  redis.call('HSET', order, person, args[3] .. ' ' .. args[4] .. ' ' .. detail)
  if score == 'gone' then
    redis.call('SADD', tag .. 'g:' .. vacancy, person)
    if not was and not open_match(tag, vacancy, person) then return 0 end
    redis.call('ZREM', ranking, person)
  else
    local _, _, had = ordered(held or '0 0 ')
    if was and tonumber(was) == tonumber(score) and had == detail then return 0 end
    redis.call('ZADD', ranking, score, person)
  end
  redis.call('ZADD', tag .. 'v', next_revision(keys), vacancy)
  return 1
end

-- person: someone known by another pseudonym changed under that one.
local function nudge(keys, args)
  return redis.call('ZADD', tag_of(keys) .. 'd', next_revision(keys), args[1])
end

-- limit, suffixes: person, projection, … of those indexed under any of the suffixes, the best `limit` of each.
local function candidates(keys, args)
  local tag, found, listed = tag_of(keys), {}, {}
  for at = 2, #args do
    for _, person in ipairs(redis.call('ZREVRANGE', tag .. 'i:' .. args[at], 0, tonumber(args[1]) - 1)) do
      if not listed[person] then
        listed[person] = true
        found[#found + 1] = person
        found[#found + 1] = redis.call('HGET', tag .. 'j', person) or ''
      end
    end
  end
  return found
end

-- group, token, vacancy, person, version, detail, wake ('1' or ''): what was decided, as published; the greater version
-- stays. Whoever learns it from the log wakes the vacancy, since its owner decided without knowing it.
local function settle(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local name = tag_of(keys) .. 'm:' .. args[3]
  local held = redis.call('HGET', name, args[4])
  if held and tonumber(string.match(held, '^%d+')) >= tonumber(args[5]) then return 0 end
  redis.call('HSET', name, args[4], args[5] .. ' ' .. (args[6] or ''))
  if args[7] == '1' then redis.call('ZADD', tag_of(keys) .. 'v', next_revision(keys), args[3]) end
  return 1
end

-- group, token, partition, offset: how far new vacancies were put to this tag's people.
local function sought(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  return redis.call('HSET', keys[1], 's:' .. args[3], args[4])
end

-- All counters and moments of the tag as flat pairs; no token.
local function watermarks(keys)
  local all, found = redis.call('HGETALL', keys[1]), {}
  for at = 1, #all, 2 do
    if string.sub(all[at], 1, 2) ~= 't:' then
      found[#found + 1] = all[at]
      found[#found + 1] = all[at + 1]
    end
  end
  return found
end

local function held_by(tag, member)
  local topic, subject, record = string.match(member, '^([^/]+)/(%x+)/(%x+)$')
  return redis.call('HGET', tag .. 'p:' .. subject, topic .. '/' .. record)
end

-- group, token, limit: "<topic>/<key>", winning entry, … ; '' when the record is no longer held.
local function repairs(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag, found = tag_of(keys), {}
  for _, member in ipairs(redis.call('SRANDMEMBER', tag .. 'repair', tonumber(args[3]))) do
    found[#found + 1] = member
    found[#found + 1] = held_by(tag, member) or ''
  end
  return found
end

-- group, token, topic, key, entry: published and acknowledged; 0 when something newer came meanwhile.
local function repaired(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag, member = tag_of(keys), args[3] .. '/' .. args[4]
  if (held_by(tag, member) or '') ~= args[5] then return 0 end
  return redis.call('SREM', tag .. 'repair', member)
end

-- group, token, now (ms): those whose moment came are dirty again; returns how many.
local function tick(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag = tag_of(keys)
  local due = redis.call('ZRANGEBYSCORE', tag .. 'due', '-inf', args[3], 'LIMIT', 0, 1000)
  for _, member in ipairs(due) do
    redis.call('ZADD', tag .. string.sub(member, 1, 1), next_revision(keys), string.sub(member, 3))
    redis.call('ZREM', tag .. 'due', member)
  end
  return #due
end

-- group, token, subject, field, version: bytes that don't decode are emptied; their version still stands.
local function quarantine(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local name = tag_of(keys) .. 'p:' .. args[3]
  local held = redis.call('HGET', name, args[4])
  if not held or #held <= HEAD_BYTES then return 0 end
  local high, low = struct.unpack('>I4I4', held)
  if high * 4294967296 + low ~= tonumber(args[5]) then return 0 end
  redis.call('HSET', name, args[4], string.sub(held, 1, HEAD_BYTES))
  return 1
end

-- group, token, subject, moment (ms), data set ('' for all), told ('1' or ''): everything accepted up to the moment goes
-- and stays gone, and its keys are to end in a null value in the log; the decision itself stays. Open matches go once
-- their vacancies were told, for which the decision, being applied next, makes the person dirty.
local function erase(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag, subject, moment, data_set, told = tag_of(keys), args[3], tonumber(args[4]), args[5], args[6] == '1'
  local name = data_set == '' and subject or subject .. '/' .. data_set
  if moment > tonumber(redis.call('HGET', tag .. 'erased', name) or -1) then
    redis.call('HSET', tag .. 'erased', name, args[4])
  end
  local held, removed = redis.call('HGETALL', tag .. 'p:' .. subject), 0
  for at = 1, #held, 2 do
    local topic, record = string.match(held[at], '^(.+)/(%x+)$')
    local meant = topic ~= IDENTITY and (data_set == '' or topic == data_set)
    if meant and accepted_at(held[at + 1]) <= moment and (told or not opens(topic, held[at + 1])) then
      local member = topic .. '/' .. subject .. '/' .. record
      removed = removed + redis.call('HDEL', tag .. 'p:' .. subject, held[at])
      redis.call('SADD', tag .. 'bury', member)
      redis.call('SREM', tag .. 'repair', member)
    end
  end
  if told and removed > 0 then mark_dirty(tag .. 'd', next_revision(keys), {subject}) end
  return removed
end

-- group, token, limit: "<topic>/<key>", moment, … of records whose keys must end in a null value, dated at the erasure.
-- A member goes when that value is seen in the log.
local function burials(keys, args)
  if not owns(keys, args[1], args[2]) then return FENCED end
  local tag, found = tag_of(keys), {}
  for _, member in ipairs(redis.call('SRANDMEMBER', tag .. 'bury', tonumber(args[3]))) do
    local topic, subject = string.match(member, '^([^/]+)/(%x+)/')
    local told = redis.call('HMGET', tag .. 'erased', subject, subject .. '/' .. topic)
    found[#found + 1] = member
    found[#found + 1] = string.format('%.0f', math.max(tonumber(told[1] or 0), tonumber(told[2] or 0)))
  end
  return found
end

local function after_varint(bytes, at)
  while (string.byte(bytes, at) or 0) >= 128 do at = at + 1 end
  return at + 1
end

-- Whether an entry of saphan.identity.v1 joins: its data are there (union branch 1) and begin with the decision JOIN.
-- Before them stand the frame, the event's id, version, operation and moment, as in every event.
local function joins(entry)
  local at = after_varint(entry, HEAD_BYTES + FRAME_BYTES + EVENT_ID_BYTES + 1)
  at = after_varint(entry, at + 1)
  return string.byte(entry, at) == 2 and string.byte(entry, at + 1) == 0
end

-- topic, subjects: the topic's watermark, then 1 for each subject that holds a record of it which was not deleted, or
-- that a decision joins to another pseudonym (what comes under someone's old number is still theirs) and that was not
-- erased since: whoever was is known again by an enrolment only.
local function population(keys, args)
  local answer = {tonumber(redis.call('HGET', keys[1], args[1]) or -1)}
  for at = 2, #args do
    local held, known = redis.call('HGETALL', tag_of(keys) .. 'p:' .. args[at]), 0
    local gone = redis.call('HEXISTS', tag_of(keys) .. 'erased', args[at]) == 1
    for field = 1, #held, 2 do
      local own = string.find(held[field], args[1] .. '/', 1, true) == 1
      if own and string.byte(held[field + 1], HEAD_BYTES) == 0 then known = 1 end
      local decided = string.find(held[field], IDENTITY .. '/', 1, true) == 1 and #held[field + 1] > HEAD_BYTES
      if decided and not gone and joins(held[field + 1]) then known = 1 end
    end
    answer[#answer + 1] = known
  end
  return answer
end

-- subjects: 1 for each that an enrolment under this tag names as a further number of its person.
local function named(keys, args)
  local told = #args > 0 and redis.call('HMGET', tag_of(keys) .. 'o', unpack(args)) or {}
  local answer = {}
  for at = 1, #args do answer[at] = told[at] and 1 or 0 end
  return answer
end

-- names (a subject, or "<subject>/<topic>" for one data set): the watermark of the decisions, then when each was erased
-- (ms), nothing for never. Erasures are carried out before the decision counts as applied.
local function erased(keys, args)
  local answer = {tonumber(redis.call('HGET', keys[1], IDENTITY) or -1)}
  local told = #args > 0 and redis.call('HMGET', tag_of(keys) .. 'erased', unpack(args)) or {}
  for at = 1, #args do answer[at + 1] = told[at] end
  return answer
end

local function profile(keys, args)
  return redis.call('HGETALL', tag_of(keys) .. 'p:' .. args[1])
end

-- KEYS[1] "worker:<id>": report (JSON), seconds it stays.
local function report(keys, args)
  return redis.call('SET', keys[1], args[1], 'EX', args[2])
end

local REPEATABLE = {index = index, clean = clean, propose = propose, settle = settle, candidates = candidates}

-- name, then per call its number of arguments and these: several calls of one function in one step, answers in order.
local function many(keys, args)
  local single, answers, at = REPEATABLE[args[1]], {}, 2
  while at <= #args do
    local count, own = tonumber(args[at]), {}
    for offset = 1, count do own[offset] = args[at + offset] end
    answers[#answers + 1] = single(keys, own)
    at = at + 1 + count
  end
  return answers
end

redis.register_function('apply', apply)
redis.register_function('many', many)
redis.register_function('sought', sought)
redis.register_function('claim', claim)
redis.register_function('gap_healed', gap_healed)
redis.register_function('index', index)
redis.register_function('clean', clean)
redis.register_function('propose', propose)
redis.register_function('nudge', nudge)
redis.register_function('settle', settle)
redis.register_function('repaired', repaired)
redis.register_function('tick', tick)
redis.register_function('quarantine', quarantine)
redis.register_function('erase', erase)
redis.register_function('report', report)
redis.register_function{function_name = 'take', callback = take, flags = {'no-writes'}}
redis.register_function{function_name = 'candidates', callback = candidates, flags = {'no-writes'}}
redis.register_function{function_name = 'burials', callback = burials, flags = {'no-writes'}}
redis.register_function{function_name = 'repairs', callback = repairs, flags = {'no-writes'}}
redis.register_function{function_name = 'erased', callback = erased, flags = {'no-writes'}}
redis.register_function{function_name = 'named', callback = named, flags = {'no-writes'}}
redis.register_function{function_name = 'population', callback = population, flags = {'no-writes'}}
redis.register_function{function_name = 'watermarks', callback = watermarks, flags = {'no-writes'}}
redis.register_function{function_name = 'profile', callback = profile, flags = {'no-writes'}}
