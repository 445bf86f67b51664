-- name: failures_since
-- What was not sent though nobody wished so, newest first.
select state, reason, count(*) as count, max(due_at) as latest from outbox
where state in ('dead', 'expired', 'missed') and due_at >= :since
group by state, reason order by max(due_at) desc, state, reason;

-- name: waiting_by_platform
-- What is not sent yet, and what may have been: since when the oldest waits, and when it was to be tried.
select platform, state, reason, count(*) as count, min(slot) as since, min(due_at) as due from outbox
where state in ('pending', 'sending')
group by platform, state, reason order by min(slot), platform, state, reason;

-- name: questions_of_silence
-- The latest check-ins that came, and the question whether to stop; with each, when the member last used anything.
select kind, slot, sent_at, (select max(used_at) from accounts where member_id = :member_id) as spoke from outbox
where member_id = :member_id
and ((kind = 'checkin' and state = 'sent') or (kind = 'silence' and state in ('pending', 'sending', 'sent')))
order by slot desc limit :limit;
