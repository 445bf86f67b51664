-- name: subscribe!
insert into subscriptions (platform, space, channel, direct, topic, since)
values (:platform, :space, :channel, :direct, :topic, :since)
on conflict do nothing;

-- name: unsubscribe!
delete from subscriptions where platform = :platform and space = :space and channel = :channel and topic = :topic;

-- name: subscriptions
select * from subscriptions where topic = :topic order by platform, space, channel;

-- name: channels_of_space
select topic, channel, direct from subscriptions
where platform = :platform and space = :space and direct = 0 order by topic, since, channel;

-- name: channels_of_platform
select topic, space, channel from subscriptions
where platform = :platform and direct = 0 order by space, topic, since, channel;

-- name: unsubscribe_space!
delete from subscriptions where platform = :platform and space = :space and topic = :topic and direct = 0;
