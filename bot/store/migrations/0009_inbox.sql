-- The local ISO week by whose budget a message counts is the one in which it goes out; `week` is the one it is about.
alter table outbox add column counts_in text;
update outbox set counts_in = week;
create index outbox_by_budget on outbox (member_id, counts_in);

-- What did not fit into the budget: since when it is kept under /inbox, and since when its member has seen it.
alter table outbox add column kept_at bigint;
alter table outbox add column read_at bigint;
create index outbox_kept on outbox (member_id, kept_at) where kept_at is not null;
create index outbox_kept_longest on outbox (kept_at) where kept_at is not null;

-- At most so many unasked messages a week, whatever the members of a space take themselves; none is no limit.
alter table communities add column most integer;
create view ceilings as
select accounts.member_id, communities.most from communities
join accounts on accounts.platform = communities.platform and accounts.space = communities.space
where communities.most is not null;
