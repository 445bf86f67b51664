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
