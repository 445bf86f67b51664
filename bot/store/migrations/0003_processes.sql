-- Several processes on one database. Who took a row keeps it until the lease ends, by the clock of the database.
alter table outbox add column leased_until bigint;
alter table schedule add column owner text;
alter table schedule add column leased_until bigint;

-- A process claims the messages of the platforms that it serves.
drop index outbox_by_due;
create index outbox_by_due on outbox (state, platform, due_at);

create index requests_by_age on requests (at);
