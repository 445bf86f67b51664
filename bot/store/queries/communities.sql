-- name: hold_community!
-- Two admins may choose at once: who comes second reads what the first one chose.
insert into communities (platform, space, mentors, at) values (:platform, :space, '[]', :at)
on conflict (platform, space) do update set platform = excluded.platform;

-- name: keep_community!
insert into communities (platform, space, zone, weekday, minute, mentors, most, at)
values (:platform, :space, :zone, :weekday, :minute, :mentors, :most, :at)
on conflict (platform, space) do update set zone = excluded.zone, weekday = excluded.weekday,
    minute = excluded.minute, mentors = excluded.mentors, most = excluded.most, at = excluded.at;

-- name: community^
select platform, space, zone, weekday, minute, mentors, most from communities where platform = :platform and space = :space;

-- name: communities_since
select platform, space, zone, weekday, minute, mentors, most, at from communities where at >= :since;
