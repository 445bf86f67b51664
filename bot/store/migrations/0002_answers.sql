-- What the community made of the answers. Times are UTC seconds; dates are text.

-- Answers that mentors wrote, or wrote anew: one with the id of the pack's takes its place.
create table answers (
    id text primary key,
    title text not null,
    body text not null,
    as_of text not null,
    written_by text references members (id) on delete set null,
    at bigint not null
);

-- Questions that mentors said the meaning of; without an entry they are out of scope. `folded` tells the same text again.
create table phrasings (
    folded text primary key,
    text text not null,
    entry text,
    at bigint not null
);

-- What stands since mentors checked something again. `basis` is the date of what they checked: where the pack says
-- something newer, the row no longer counts. `times` counts the checks, so that of two at once the second is told.
create table reviews (
    kind text not null check (kind in ('fact', 'entry', 'certification', 'resource')),
    id text not null,
    basis text not null,
    times bigint not null,
    retired_on text,
    successor text,
    changed_on text,
    text text,
    low double precision,
    high double precision,
    link text,
    checked_on text not null,
    checked_by text references members (id) on delete set null,
    at bigint not null,
    primary key (kind, id)
);

-- Questions that nobody could answer yet, sent to the mentors by whoever asked.
create table gaps (
    id text primary key,
    state text not null check (state in ('open', 'answered', 'refused')),
    entry text,
    owner text references members (id) on delete set null,
    at bigint not null,
    closed_at bigint
);
create index gaps_by_state on gaps (state, at);

create table gap_texts (
    gap_id text not null references gaps (id) on delete cascade,
    member_id text not null references members (id) on delete cascade,
    text text not null,
    at bigint not null,
    primary key (gap_id, member_id, text)
);
create index gap_texts_by_member on gap_texts (member_id);

-- What a mentor wrote and did not publish yet; two who write at once do not write over each other.
create table drafts (
    gap_id text not null references gaps (id) on delete cascade,
    member_id text not null references members (id) on delete cascade,
    title text not null,
    text text not null,
    source text not null,
    at bigint not null,
    primary key (gap_id, member_id)
);
create index drafts_by_member on drafts (member_id);

-- Admins who have looked at the questions: to whom one can be given.
create table mentors (
    member_id text primary key references members (id) on delete cascade,
    seen_at bigint not null
);

-- That a question was declined in a UTC week, by a digest of the event so that it counts once; not who asked, nor what.
create table declined (
    event text primary key,
    week text not null
);
create index declined_by_week on declined (week);

create table votes (
    member_id text not null references members (id) on delete cascade,
    entry text not null,
    vote text not null check (vote in ('helpful', 'unhelpful', 'outdated')),
    at bigint not null,
    primary key (member_id, entry)
);
create index votes_by_entry on votes (entry);

-- What was answered last, for ten minutes, so that "and in Europe?" is understood. The question is not kept.
create table conversations (
    platform text not null,
    space text not null,
    channel text not null,
    user_id text not null,
    entry text not null,
    slots text not null,
    at bigint not null,
    primary key (platform, space, channel, user_id)
);
create index conversations_by_age on conversations (at);

-- A place hears announcements, or what mentors have to do, or both.
create table subscriptions_by_topic (
    platform text not null,
    space text not null,
    channel text not null,
    direct integer not null,
    topic text not null check (topic in ('announcements', 'mentors')),
    since bigint not null,
    primary key (platform, space, channel, topic)
);
insert into subscriptions_by_topic (platform, space, channel, direct, topic, since)
select platform, space, channel, direct, 'announcements', since from subscriptions;
drop table subscriptions;
alter table subscriptions_by_topic rename to subscriptions;
