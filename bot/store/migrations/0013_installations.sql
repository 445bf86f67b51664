-- The spaces that let Milepost in by themselves, with the token of each, and those that it was removed from, since when.
-- A token is a secret: it is in no export and in no copy. Times that a platform compares are real ones.
create table installations (
    platform text not null,
    space text not null,
    name text not null,
    bot_user text not null,
    bot text not null,
    token text,
    refresh_token text,
    expires_at bigint,
    renewing_until bigint,
    installed_at bigint not null,
    left_at bigint,
    primary key (platform, space)
);
