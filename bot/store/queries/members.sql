-- name: member_by_account^
select members.*, (select min(most) from ceilings where member_id = members.id) as ceiling
from members join accounts on accounts.member_id = members.id
where accounts.platform = :platform and accounts.space = :space and accounts.user_id = :user_id;

-- name: member_by_id^
select *, (select min(most) from ceilings where member_id = members.id) as ceiling
from members where id = :id;

-- name: members_by_id
select *, (select min(most) from ceilings where member_id = members.id) as ceiling
from members where id in (select key from json_each(:members));

-- name: hold_members
-- They are held as by `hold_member`, in the order of their ids, so that no two processes wait for each other.
select *, (select min(most) from ceilings where member_id = members.id) as ceiling
from members where id in (select key from json_each(:members)) order by id;

-- name: zones_in_use
select zone, count(*) as members from members where state = 'active' group by zone order by zone;

-- name: hold_member^
-- With one writer nothing has to be held. PostgreSQL's version stands in postgres.sql.
select id from members where id = :id;

-- name: add_member!
insert into members (id, name, route, branch, hours, zone, zone_follows, weekday, minute, budget, state, paused_until, created_at, started_at)
values (:id, :name, :route, :branch, :hours, :zone, :zone_follows, :weekday, :minute, :budget, :state, :paused_until, :created_at, :started_at);

-- name: change_member!
update members set name = :name, route = :route, branch = :branch, hours = :hours, zone = :zone, zone_follows = :zone_follows, weekday = :weekday,
    minute = :minute, budget = :budget, state = :state, paused_until = :paused_until, started_at = :started_at
where id = :id;

-- name: use_account!
insert into accounts (platform, space, user_id, member_id, channel, used_at)
values (:platform, :space, :user_id, :member_id, :channel, :used_at)
on conflict (platform, space, user_id)
do update set channel = coalesce(excluded.channel, accounts.channel), used_at = excluded.used_at, refused_at = null;

-- name: refuse_account!
update accounts set refused_at = :at
where member_id = :member_id and platform = :platform and space = :space and channel = :channel;

-- name: account^
select member_id, channel, refused_at from accounts
where platform = :platform and space = :space and user_id = :user_id;

-- name: reopen_account!
update accounts set refused_at = null where platform = :platform and space = :space and user_id = :user_id;

-- name: users_written_to
select space, user_id from accounts
where platform = :platform and channel is not null and refused_at is null order by space, user_id;

-- name: account_last_used^
select * from accounts where member_id = :member_id and channel is not null and refused_at is null
order by used_at desc limit 1;

-- name: places_of
-- Of each member the last one is where they were seen last.
select member_id, platform, space, channel, refused_at from accounts
where member_id in (select key from json_each(:members)) and channel is not null order by used_at, platform, space, user_id;

-- name: channels_for
-- Where those are called whom their space cannot write to directly; the last one is where they were seen last.
select accounts.member_id, accounts.user_id, subscriptions.platform, subscriptions.space, subscriptions.channel
from accounts join subscriptions on subscriptions.platform = accounts.platform and subscriptions.space = accounts.space
where accounts.member_id in (select key from json_each(:members)) and subscriptions.topic = 'checkins'
order by accounts.used_at, subscriptions.since, subscriptions.channel;

-- name: heard_at
-- When each of these members last used anything.
select member_id, max(used_at) as used_at from accounts
where member_id in (select key from json_each(:members)) group by member_id;

-- name: accounts_of_user
-- One person of a platform may be known in several spaces; where they came first stands first.
select accounts.space, accounts.channel from accounts join members on members.id = accounts.member_id
where accounts.platform = :platform and accounts.user_id = :user_id order by members.created_at, accounts.space;

-- name: accounts_of
select platform, space, user_id, channel from accounts where member_id = :member_id order by platform, space, user_id;

-- name: delete_posts_to_member!
delete from outbox where member_id is null and direct = 1 and exists (
    select 1 from accounts where accounts.member_id = :id and accounts.platform = outbox.platform
    and accounts.space = outbox.space and accounts.channel = outbox.channel
);

-- name: delete_subscriptions_of_member!
delete from subscriptions where direct = 1 and exists (
    select 1 from accounts where accounts.member_id = :id and accounts.platform = subscriptions.platform
    and accounts.space = subscriptions.space and accounts.channel = subscriptions.channel
);

-- name: delete_gap_posts_of_member!
delete from outbox where kind = 'gap' and exists (
    select 1 from gap_texts where gap_texts.member_id = :id and outbox.id like 'gap:' || gap_texts.gap_id || ':%'
);

-- name: delete_gaps_of_nobody!
delete from gaps where state = 'open' and not exists (select 1 from gap_texts where gap_texts.gap_id = gaps.id);

-- name: resources_added_by
select title, url, why, milestones, added_at from resources where added_by = :member_id order by added_at;

-- name: delete_member!
delete from members where id = :id;

-- name: members_named
select distinct members.*, (select min(most) from ceilings where member_id = members.id) as ceiling
from members join accounts on accounts.member_id = members.id
where accounts.platform = :platform and accounts.space = :space
and (accounts.user_id = :text or lower(members.name) = lower(:text)) order by members.id;
