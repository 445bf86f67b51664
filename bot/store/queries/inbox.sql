-- name: kept_for
select id, read_at from outbox where member_id = :member_id and kept_at >= :since order by slot desc, id desc;

-- name: kept_card^
select card from outbox where id = :id and member_id = :member_id;

-- name: unread_kept
-- How many each of these members did not open yet; none has no row.
select member_id, count(*) as count from outbox
where member_id in (select key from json_each(:members)) and kept_at >= :since and read_at is null group by member_id;

-- name: read_kept!
update outbox set read_at = :at where id = :id and member_id = :member_id and read_at is null;

-- name: read_kept_about!
update outbox set read_at = :at
where member_id = :member_id and kind = :kind and week = :week and kept_at is not null and read_at is null;

-- name: forget_kept!
update outbox set card = :nothing, kept_at = null where kept_at < :before;
