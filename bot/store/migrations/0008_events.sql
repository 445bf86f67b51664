-- Events that a platform delivered, by a digest, so that one that it delivers again is not answered again; not whose, nor what.
create table events (
    id text primary key,
    at bigint not null
);
create index events_by_age on events (at);

-- Whether the member's zone is the one of their profile on a platform.
alter table members add column zone_follows integer not null default 0;
