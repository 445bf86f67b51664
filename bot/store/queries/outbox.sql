-- name: add_outgoing*!
insert into outbox (id, member_id, kind, week, counts_in, platform, space, channel, direct, person, card, slot, due_at,
    expires_at, state, reason, kept_at)
values (:id, :member_id, :kind, :week, :counts_in, :platform, :space, :channel, :direct, :person, :card, :slot, :due_at,
    :expires_at, :state, :reason, :kept_at)
on conflict (id) do nothing;

-- name: outgoing_known
select id from outbox where id in (select key from json_each(:ids));

-- name: counted_in_weeks
-- What goes out, or went out, to these members in these weeks: of each a pair of the two, and more.
select id, member_id, counts_in, week, kind, state from outbox
where member_id in (select key from json_each(:members)) and counts_in in (select key from json_each(:weeks))
and state in ('pending', 'sending', 'sent');

-- name: kinds_about_weeks
-- Of which kinds these members had something about these weeks, or are to get it.
select member_id, week, kind from outbox
where member_id in (select key from json_each(:members)) and week in (select key from json_each(:weeks))
and (state in ('pending', 'sending', 'sent') or kept_at is not null);

-- name: count_outgoing_in!
update outbox set counts_in = :week where id = :id and state = 'sending' and owner = :owner;

-- name: sent_in_week^
select slot, coalesce(sent_at, kept_at) as sent_at from outbox
where member_id = :member_id and kind = :kind and week = :week
and (state in ('pending', 'sending', 'sent') or kept_at is not null)
order by slot limit 1;

-- name: last_slots_of
select kind, max(slot) as slot from outbox
where member_id = :member_id and state in ('pending', 'sending', 'sent') group by kind;

-- name: next_outgoing$
select min(due_at) as due_at from outbox where state = 'pending' and due_at > :after;

-- name: claim_outgoing
-- The rows come in no order. PostgreSQL's version stands in postgres.sql.
update outbox set state = 'sending', owner = :owner, attempts = attempts + 1, first_try = coalesce(first_try, :now)
where id in (
    select id from outbox where state = 'pending' and platform = :platform and due_at <= :now
    order by due_at, id limit :limit
)
returning *;

-- name: claim_outgoing_in
-- The same of one space. PostgreSQL's version stands in postgres.sql.
update outbox set state = 'sending', owner = :owner, attempts = attempts + 1, first_try = coalesce(first_try, :now)
where id in (
    select id from outbox where state = 'pending' and platform = :platform and space = :space and due_at <= :now
    order by due_at, id limit :limit
)
returning *;

-- name: expire_outgoing!
update outbox set state = 'expired', reason = :reason,
    kept_at = case when member_id is not null and kind <> 'silence' then cast(:now as bigint) end
where state = 'pending' and platform = :platform and due_at <= :now and expires_at < :now
and (space = :space or :space = '');

-- name: spaces_due
select distinct space from outbox where state = 'pending' and platform = :platform and due_at <= :now order by space;

-- name: reached^
select id from outbox where member_id = :member_id and state = 'sent' limit 1;

-- name: take_unsettled
-- Of this process or of one that died. PostgreSQL's version stands in postgres.sql.
update outbox set owner = :owner where state = 'sending' and platform = :platform returning *;

-- name: settle_outgoing*!
update outbox set state = :state, reason = :reason, message_id = :message_id, sent_at = :sent_at, kept_at = :kept_at,
    owner = null
where id = :id and state = 'sending' and owner = :owner;

-- name: postpone_outgoing*!
-- To a later time only: where the clock was set back, nothing comes before its hour.
update outbox set state = 'pending', due_at = case when due_at > :due_at then due_at else :due_at end, reason = :reason, owner = null,
    expires_at = coalesce(:expires_at, expires_at)
where id = :id and state = 'sending' and owner = :owner;

-- name: say_why_unsettled!
update outbox set reason = :reason where id = :id and state = 'sending' and owner = :owner;

-- name: cancel_outgoing!
update outbox set state = 'cancelled', reason = :reason where member_id = :member_id and state = 'pending' and kind <> :but;

-- name: cancel_outgoing_to!
update outbox set state = 'cancelled', reason = :reason
where member_id = :member_id and platform = :platform and space = :space and channel = :channel and state = 'pending';

-- name: last_outcome^
select state, reason from outbox
where member_id = :member_id and platform <> 'none' and state in ('sent', 'dead')
order by slot desc, id limit 1;

-- name: outgoing_of
select kind, week, slot, due_at, state, reason, sent_at, platform, kept_at, read_at,
    case when kept_at is not null then card end as card from outbox
where member_id = :member_id order by slot desc limit :limit;
