-- Whom a message in a shared channel is for.
alter table outbox add column person text;
