-- name: remember_request!
insert into requests (id, member_id, at) values (:id, :member_id, :at) on conflict do nothing;

-- name: remember_event!
insert into events (id, at) values (:id, :at) on conflict do nothing;

-- name: forget_events!
delete from events where at < :before;

-- name: requests_of
select id, at from requests where member_id = :member_id order by at;

-- name: forget_requests!
delete from requests where at < :before;
