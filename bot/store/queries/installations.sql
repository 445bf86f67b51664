-- name: keep_installation!
insert into installations (platform, space, name, bot_user, bot, token, refresh_token, expires_at, installed_at)
values (:platform, :space, :name, :bot_user, :bot, :token, :refresh_token, :expires_at, :installed_at)
on conflict (platform, space) do update set name = excluded.name, bot_user = excluded.bot_user, bot = excluded.bot,
    token = excluded.token, refresh_token = excluded.refresh_token, expires_at = excluded.expires_at,
    installed_at = excluded.installed_at, renewing_until = null, left_at = null;

-- name: installation^
select platform, space, name, bot_user, bot, token, refresh_token, expires_at, installed_at from installations
where platform = :platform and space = :space and token is not null;

-- name: installations_of
select platform, space, name, bot_user, bot, token, refresh_token, expires_at, installed_at from installations
where platform = :platform and token is not null order by space;

-- name: leave_installation!
-- What is told late is about the installation before: a newer one stays.
insert into installations (platform, space, name, bot_user, bot, installed_at, left_at)
values (:platform, :space, '', '', '', :told_at, :now)
on conflict (platform, space) do update set token = null, refresh_token = null, expires_at = null,
    left_at = coalesce(installations.left_at, excluded.left_at)
where installations.installed_at <= excluded.installed_at;

-- name: return_to_space!
update installations set left_at = null where platform = :platform and space = :space and left_at is not null;

-- name: begin_renewing!
-- Of several processes one is the first.
update installations set renewing_until = :until
where platform = :platform and space = :space and token = :token
and (renewing_until is null or renewing_until <= :now);

-- name: renew_installation!
update installations set token = :token, refresh_token = :refresh_token, expires_at = :expires_at, renewing_until = null
where platform = :platform and space = :space and token = :before;

-- name: spaces_left_before
select platform, space from installations where left_at <= :before order by platform, space;

-- name: accounts_in_space
select user_id, member_id from accounts where platform = :platform and space = :space
order by user_id limit :limit;

-- name: delete_conversations_in_space!
delete from conversations where platform = :platform and space = :space;

-- name: delete_subscriptions_in_space!
delete from subscriptions where platform = :platform and space = :space;

-- name: delete_posts_in_space!
delete from outbox where platform = :platform and space = :space and member_id is null;

-- name: delete_community!
delete from communities where platform = :platform and space = :space;

-- name: delete_stops!
delete from stops where domain = :domain;

-- name: delete_installation!
delete from installations where platform = :platform and space = :space and left_at <= :before;
