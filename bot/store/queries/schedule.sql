-- name: schedule_slot!
insert into schedule (member_id, kind, due_at) values (:member_id, :kind, :due_at)
on conflict (member_id, kind) do update set due_at = excluded.due_at, leased_until = null;

-- name: unschedule!
delete from schedule where member_id = :member_id;

-- name: schedule_of
select kind, due_at from schedule where member_id = :member_id order by due_at;

-- name: take_due_slots
-- An SQLite file has one process, so nothing is leased; with several, PostgreSQL's version in postgres.sql is run.
select member_id, kind, due_at from schedule where due_at <= :now order by due_at, member_id, kind limit :limit;

-- name: slots_ahead
select member_id, kind, due_at from schedule where due_at > :now and member_id in (
    select distinct member_id from schedule where due_at > :now and member_id > :after order by member_id limit :limit
)
order by member_id, kind;

-- name: next_slot$
select min(due_at) as due_at from schedule where due_at > :after;

-- name: slots_of
select member_id, kind, due_at from schedule where member_id in (select key from json_each(:members));

-- name: advance_slot*!
update schedule set due_at = :next, leased_until = null where member_id = :member_id and kind = :kind and due_at = :seen;
