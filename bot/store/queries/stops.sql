-- name: keep_stop!
-- A stop that goes on keeps its beginning.
insert into stops (domain, kind, reason, since, until) values (:domain, :kind, :reason, :since, :until)
on conflict (domain, kind) do update set reason = excluded.reason, until = excluded.until,
    since = case when stops.until is null or stops.until >= excluded.since then stops.since else excluded.since end;

-- name: stops
select domain, kind, reason, since, until from stops where until is null or until > :now order by domain, kind;

-- name: lift_endless_stops!
delete from stops where domain = :domain and until is null;
