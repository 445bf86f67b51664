-- name: add_progress!
insert into progress (member_id, seq, request_id, milestone, state, week, at, undoes)
select :member_id, coalesce(max(seq), 0) + 1, :request_id, :milestone, :state, :week, :at, :undoes
from progress where member_id = :member_id
on conflict do nothing;

-- name: progress_of
select * from progress where member_id = :member_id order by seq;

-- name: progress_of_members
select * from progress where member_id in (select key from json_each(:members)) order by member_id, seq;

-- name: weeks_of_members
-- Of each a pair of the two, and more.
select * from checkins
where member_id in (select key from json_each(:members)) and week in (select key from json_each(:weeks));

-- name: tips_given_to_members
select member_id, tip, given_for from tips_given where member_id in (select key from json_each(:members)) order by at;

-- name: week_of_member^
select * from checkins where member_id = :member_id and week = :week;

-- name: open_week*!
insert into checkins (member_id, week, milestones, opened_at) values (:member_id, :week, :milestones, :opened_at)
on conflict do nothing;

-- name: replan_week!
update checkins set milestones = :milestones where member_id = :member_id and week = :week;

-- name: answer_week!
update checkins set
    hours = case when :no_hours = 1 then null else coalesce(:hours, hours) end,
    note = case when :no_note = 1 then null else coalesce(:note, note) end,
    answered_at = :answered_at
where member_id = :member_id and week = :week;

-- name: weeks_of
select * from checkins where member_id = :member_id order by week;

-- name: tips_given_to
select tip, given_for, at from tips_given where member_id = :member_id order by at;

-- name: give_tip*!
insert into tips_given (member_id, tip, given_for, at) values (:member_id, :tip, :given_for, :at) on conflict do nothing;
