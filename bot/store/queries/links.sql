-- name: keep_link_code!
insert into link_codes (member_id, digest, expires_at) values (:member_id, :digest, :expires_at)
on conflict (member_id) do update set digest = excluded.digest, expires_at = excluded.expires_at;

-- name: link_code^
select member_id from link_codes where digest = :digest and expires_at >= :now;

-- name: use_link_code!
delete from link_codes where digest = :digest and expires_at >= :now;

-- name: link_codes_of
select expires_at from link_codes where member_id = :member_id;

-- name: forget_progress!
delete from progress where member_id = :member_id;

-- name: put_progress!
insert into progress (member_id, seq, request_id, milestone, state, week, at, undoes)
values (:member_id, :seq, :request_id, :milestone, :state, :week, :at, :undoes);

-- name: forget_weeks!
delete from checkins where member_id = :member_id;

-- name: put_week!
insert into checkins (member_id, week, milestones, hours, note, opened_at, answered_at)
values (:member_id, :week, :milestones, :hours, :note, :opened_at, :answered_at);

-- name: join_tips!
insert into tips_given (member_id, tip, given_for, at)
select :into, tip, given_for, at from tips_given where member_id = :gone
on conflict do nothing;

-- name: join_votes!
insert into votes (member_id, entry, vote, at)
select :into, entry, vote, at from votes where member_id = :gone
on conflict (member_id, entry) do update set vote = excluded.vote, at = excluded.at where excluded.at > votes.at;

-- name: join_questions!
insert into gap_texts (gap_id, member_id, text, at)
select gap_id, :into, text, at from gap_texts where member_id = :gone
on conflict do nothing;

-- name: join_drafts!
insert into drafts (gap_id, member_id, title, text, source, at)
select gap_id, :into, title, text, source, at from drafts where member_id = :gone
on conflict do nothing;

-- name: join_mentoring!
insert into mentors (member_id, seen_at) select :into, seen_at from mentors where member_id = :gone
on conflict (member_id) do update set seen_at = excluded.seen_at where excluded.seen_at > mentors.seen_at;

-- name: join_messages!
update outbox set member_id = :into where member_id = :gone;

-- name: join_requests!
update requests set member_id = :into where member_id = :gone;

-- name: join_resources!
update resources set added_by = :into where added_by = :gone;

-- name: join_reviews!
update reviews set checked_by = :into where checked_by = :gone;

-- name: join_answers!
update answers set written_by = :into where written_by = :gone;

-- name: join_gaps!
update gaps set owner = :into where owner = :gone;

-- name: join_accounts!
update accounts set member_id = :into where member_id = :gone;

-- name: leave_account!
delete from accounts where platform = :platform and space = :space and user_id = :user_id;
