-- What is asked seldom reads no table that grows either, since whoever writes meanwhile waits: posts of questions to
-- mentors, and requests of a member, when somebody deletes everything.
create index outbox_of_gaps on outbox (id) where kind = 'gap';
create index requests_by_member on requests (member_id);
