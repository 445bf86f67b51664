-- Times are UTC seconds. Lists and cards are JSON as text. A member's id is random and means nothing elsewhere.

create table members (
    id text primary key,
    name text not null,
    route text,
    branch text,
    hours double precision not null,
    zone text not null,
    weekday integer not null,
    minute integer not null,
    budget integer not null,
    state text not null check (state in ('new', 'active', 'stopped')),
    paused_until bigint,
    created_at bigint not null,
    started_at bigint
);

-- Whom a platform means. `channel` is the direct conversation the member opened.
create table accounts (
    platform text not null,
    space text not null,
    user_id text not null,
    member_id text not null references members (id) on delete cascade,
    channel text,
    used_at bigint not null,
    primary key (platform, space, user_id)
);
create index accounts_by_member on accounts (member_id);

-- Append only. The latest row of a milestone is its state; an undo is a row too.
create table progress (
    member_id text not null references members (id) on delete cascade,
    seq bigint not null,
    request_id text not null,
    milestone text not null,
    state text not null check (state in ('known', 'done', 'partly', 'stuck', 'open')),
    week text not null,
    at bigint not null,
    undoes bigint,
    primary key (member_id, seq),
    unique (member_id, request_id, milestone)
);

create table checkins (
    member_id text not null references members (id) on delete cascade,
    week text not null,
    milestones text not null,
    hours double precision,
    note text,
    opened_at bigint not null,
    answered_at bigint,
    primary key (member_id, week)
);

create table tips_given (
    member_id text not null references members (id) on delete cascade,
    tip text not null,
    given_for text not null,
    at bigint not null,
    primary key (member_id, tip),
    unique (member_id, given_for)
);

-- When what is due for whom.
create table schedule (
    member_id text not null references members (id) on delete cascade,
    kind text not null,
    due_at bigint not null,
    primary key (member_id, kind)
);
create index schedule_by_due on schedule (due_at);

-- Everything unasked, keyed by what it is: the same occurrence is always the same id.
create table outbox (
    id text primary key,
    member_id text references members (id) on delete cascade,
    kind text not null,
    week text,
    platform text not null,
    space text not null,
    channel text not null,
    direct integer not null,
    card text not null,
    slot bigint not null,
    due_at bigint not null,
    expires_at bigint not null,
    state text not null check (state in ('pending', 'sending', 'sent', 'dead', 'expired', 'cancelled', 'missed')),
    reason text,
    attempts integer not null default 0,
    owner text,
    first_try bigint,
    sent_at bigint,
    message_id text
);
create index outbox_by_due on outbox (state, due_at);
create index outbox_by_member on outbox (member_id, week);

create table resources (
    id text primary key,
    title text not null,
    url text not null,
    address text not null unique,
    why text not null,
    milestones text not null,
    added_by text references members (id) on delete set null,
    added_at bigint not null
);

create table subscriptions (
    platform text not null,
    space text not null,
    channel text not null,
    direct integer not null,
    since bigint not null,
    primary key (platform, space, channel)
);

-- Requests that would count twice when a platform delivers them twice.
create table requests (
    id text primary key,
    member_id text not null references members (id) on delete cascade,
    at bigint not null
);

-- Small things of the installation itself.
create table notes (
    name text primary key,
    value text not null
);
