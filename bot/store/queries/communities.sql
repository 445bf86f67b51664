-- name: keep_community!
insert into communities (platform, space, zone, weekday, minute, mentors, most, at)
values (:platform, :space, :zone, :weekday, :minute, :mentors, :most, :at)
on conflict (platform, space) do update set zone = excluded.zone, weekday = excluded.weekday,
    minute = excluded.minute, mentors = excluded.mentors, most = excluded.most, at = excluded.at;

-- name: community^
select platform, space, zone, weekday, minute, mentors, most from communities where platform = :platform and space = :space;

-- name: communities_since
select platform, space, zone, weekday, minute, mentors, most, at from communities where at >= :since;

-- name: channels_of_space
select topic, channel, direct from subscriptions
where platform = :platform and space = :space and direct = 0 order by topic, since, channel;

-- name: channels_of_platform
select topic, space, channel from subscriptions
where platform = :platform and direct = 0 order by space, topic, since, channel;

-- name: unsubscribe_space!
delete from subscriptions where platform = :platform and space = :space and topic = :topic and direct = 0;
