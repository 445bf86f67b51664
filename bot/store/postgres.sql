-- What PostgreSQL says differently because several processes share it; every other query is the one in queries/.
-- Leases are of the database's own clock, so that no process's clock has to be right. What is limited is chosen first and
-- once (`materialized`): a subquery may be run again for each row, and then takes more than its limit.

-- name: hold_member^
select id from members where id = :id for no key update;

-- name: hold_members
select *, (select min(most) from ceilings where member_id = members.id) as ceiling
from members where id in (select key from json_each(:members)) order by id for no key update;

-- name: hold_gaps$
select pg_advisory_xact_lock(hashtext('milepost gaps'));

-- name: forget_requests!
delete from requests where id in (select id from requests where at < :before order by id for update skip locked);

-- name: forget_events!
delete from events where id in (select id from events where at < :before order by id for update skip locked);

-- name: forget_declined!
delete from declined where event in (
    select event from declined where week < :week order by event for update skip locked
);

-- name: forget_conversations!
delete from conversations where (platform, space, channel, user_id) in (
    select platform, space, channel, user_id from conversations where at < :before for update skip locked
);

-- name: take_due_slots
with taken as materialized (
    select member_id, kind from schedule
    where due_at <= :now and (
        owner = :owner or leased_until is null or leased_until < cast(extract(epoch from clock_timestamp()) as bigint)
    )
    order by due_at, member_id, kind limit :limit for update skip locked
)
update schedule set owner = :owner, leased_until = cast(extract(epoch from clock_timestamp()) as bigint) + :lease
where (member_id, kind) in (select member_id, kind from taken)
returning member_id, kind, due_at;

-- name: claim_outgoing
with claimed as materialized (
    select id from outbox where state = 'pending' and platform = :platform and due_at <= :now
    order by due_at, id limit :limit for update skip locked
)
update outbox set state = 'sending', owner = :owner, attempts = attempts + 1, first_try = coalesce(first_try, :now),
    leased_until = cast(extract(epoch from clock_timestamp()) as bigint) + :lease
where id in (select id from claimed)
returning *;

-- name: claim_outgoing_in
with claimed as materialized (
    select id from outbox where state = 'pending' and platform = :platform and space = :space and due_at <= :now
    order by due_at, id limit :limit for update skip locked
)
update outbox set state = 'sending', owner = :owner, attempts = attempts + 1, first_try = coalesce(first_try, :now),
    leased_until = cast(extract(epoch from clock_timestamp()) as bigint) + :lease
where id in (select id from claimed)
returning *;

-- name: take_unsettled
update outbox set owner = :owner, leased_until = cast(extract(epoch from clock_timestamp()) as bigint) + :lease
where id in (
    select id from outbox where state = 'sending' and platform = :platform and (
        owner = :owner or leased_until is null or leased_until < cast(extract(epoch from clock_timestamp()) as bigint)
    )
    for update skip locked
)
returning *;
