-- What admins set for their space. `mentors` are ids of people and of roles, as JSON; `at` is when it was changed last.
create table communities (
    platform text not null,
    space text not null,
    zone text,
    weekday integer,
    minute integer,
    mentors text not null,
    at bigint not null,
    primary key (platform, space)
);
create index communities_by_change on communities (at);

-- A space has a channel for check-ins, too: for members whom it cannot write to directly.
create table subscriptions_of_three (
    platform text not null,
    space text not null,
    channel text not null,
    direct integer not null,
    topic text not null check (topic in ('announcements', 'mentors', 'checkins')),
    since bigint not null,
    primary key (platform, space, channel, topic)
);
insert into subscriptions_of_three (platform, space, channel, direct, topic, since)
select platform, space, channel, direct, topic, since from subscriptions;
drop table subscriptions;
alter table subscriptions_of_three rename to subscriptions;
