-- name: accounts_and_members
-- Whoever is written to unasked, by the conversation that is used for it.
select accounts.platform, accounts.space, accounts.user_id, accounts.channel, accounts.used_at, members.id as member_id,
    members.zone, members.weekday, members.minute, members.paused_until
from accounts join members on members.id = accounts.member_id
where accounts.channel is not null and accounts.refused_at is null and members.state = 'active'
order by members.id, accounts.used_at;

-- name: unreachable_members$
select count(*) as count from members where state = 'active'
and exists (select 1 from accounts where member_id = members.id and channel is not null)
and not exists (select 1 from accounts where member_id = members.id and channel is not null and refused_at is null);

-- name: last_outcomes_of_places
-- When each place last took a message, and when it last refused one.
select platform, space, channel, state, max(slot) as slot, max(reason) as reason from outbox
where state in ('sent', 'dead') and platform <> 'none' group by platform, space, channel, state;

-- name: places_to_serve
select platform from accounts union select platform from subscriptions union
select platform from outbox where state in ('pending', 'sending') order by platform;

-- name: outcomes_page
select outbox.id, outbox.member_id, outbox.kind, outbox.week, outbox.slot, outbox.expires_at, outbox.state,
    outbox.reason, members.zone
from outbox left join members on members.id = outbox.member_id
where outbox.id > :after and outbox.expires_at >= :since order by outbox.id limit :limit;

-- name: overdue_slots$
select count(*) as count from schedule where due_at < :before;

-- name: active_members$
select count(*) as count from members where state = 'active';
