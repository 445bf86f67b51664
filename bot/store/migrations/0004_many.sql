-- Many members: what a tick reads it reads in the order of an index, however much is due and however much was sent.
drop index schedule_by_due;
create index schedule_by_due on schedule (due_at, member_id, kind);

-- Only what waits is looked for by its time: what was sent leaves these indexes.
drop index outbox_by_due;
create index outbox_pending on outbox (platform, due_at, id) where state = 'pending';
create index outbox_pending_by_space on outbox (platform, space, due_at, id) where state = 'pending';
create index outbox_sending on outbox (platform) where state = 'sending';
create index outbox_failed on outbox (due_at) where state in ('dead', 'expired', 'missed');

-- A member's messages since some time, without the years before.
create index outbox_by_slot on outbox (member_id, slot);
