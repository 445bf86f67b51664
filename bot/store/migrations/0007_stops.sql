-- Why nothing is sent in a rate domain, or not to everybody, so that a restart does not forget it. Times are real ones,
-- whatever the clock of a rehearsal; without an end it lasts until a restart.
create table stops (
    domain text not null,
    kind text not null check (kind in ('all', 'first contacts', 'wait', 'clock')),
    reason text not null,
    since bigint not null,
    until bigint,
    primary key (domain, kind)
);

-- When the platform said that this account takes no messages; none since the account was used again.
alter table accounts add column refused_at bigint;
