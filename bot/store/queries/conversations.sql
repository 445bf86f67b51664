-- name: keep_conversation!
insert into conversations (platform, space, channel, user_id, entry, slots, at)
values (:platform, :space, :channel, :user_id, :entry, :slots, :at)
on conflict (platform, space, channel, user_id)
do update set entry = excluded.entry, slots = excluded.slots, at = excluded.at;

-- name: forget_conversations!
delete from conversations where at < :before;

-- name: conversation^
select entry, slots from conversations
where platform = :platform and space = :space and channel = :channel and user_id = :user_id and at >= :since;

-- name: conversations_of
select channel, entry, slots, at from conversations
where platform = :platform and space = :space and user_id = :user_id order by channel;

-- name: delete_conversations!
delete from conversations where platform = :platform and space = :space and user_id = :user_id;

-- name: conversations_of_member
select conversations.* from conversations join accounts on accounts.platform = conversations.platform
    and accounts.space = conversations.space and accounts.user_id = conversations.user_id
where accounts.member_id = :member_id order by conversations.platform, conversations.space, conversations.channel;

-- name: delete_conversations_of_member!
delete from conversations where exists (
    select 1 from accounts where accounts.member_id = :id and accounts.platform = conversations.platform
    and accounts.space = conversations.space and accounts.user_id = conversations.user_id
);
