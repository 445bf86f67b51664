-- name: failures_since
-- What was not sent though nobody wished so, newest first; apart for each channel of a community.
select state, reason, count(*) as count, min(due_at) as first, max(due_at) as latest,
    case when direct = 0 then platform || ' ' || channel end as place from outbox
where state in ('dead', 'expired', 'missed') and due_at >= :since
group by state, reason, case when direct = 0 then platform || ' ' || channel end
order by max(due_at) desc, state, reason, place;

-- name: waiting_by_platform
-- What is not sent yet, and what may have been: since when the oldest waits, and when it was to be tried.
-- Each state has an index of its own; asked for both at once, the whole outbox would be read.
select platform, state, reason, count(*) as count, min(slot) as since, min(due_at) as due from (
    select platform, state, reason, slot, due_at from outbox where state = 'pending' union all
    select platform, state, reason, slot, due_at from outbox where state = 'sending'
) as waiting
group by platform, state, reason order by min(slot), platform, state, reason;

-- name: questions_of_silence
-- Since these members last used anything: the check-ins that came, and the questions whether to stop. A message that came
-- since then was meant for no earlier than its grace before.
with heard as (
    select member_id, max(used_at) as spoke from accounts
    where member_id in (select key from json_each(:members)) group by member_id
)
select heard.member_id, heard.spoke, kind, slot, sent_at from heard
left join outbox on outbox.member_id = heard.member_id and slot > heard.spoke - :grace
and ((kind = 'checkin' and state = 'sent') or (kind = 'silence' and state in ('pending', 'sending', 'sent')))
order by slot;

-- name: members_out_of_reach$
-- Those who are written to, and of whom every conversation takes no messages.
select count(*) from members where state = 'active'
and exists (select 1 from accounts where member_id = members.id and channel is not null and refused_at is not null)
and not exists (select 1 from accounts where member_id = members.id and channel is not null and refused_at is null);
