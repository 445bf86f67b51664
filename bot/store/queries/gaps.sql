-- name: hold_gaps$
-- Who opens, joins or closes a gap holds the queue. With one writer there is nothing to hold; PostgreSQL's version stands
-- in postgres.sql.
select 1 as held;

-- name: keep_declined!
insert into declined (event, week) values (:event, :week) on conflict do nothing;

-- name: forget_declined!
-- Nobody asks for the weeks that are over.
delete from declined where week < :week;

-- name: declined_in_week$
select count(*) as count from declined where week = :week;

-- name: sent_on_since$
select count(*) as count from gap_texts where at >= :since;

-- name: hours_to_answers
select (closed_at - at) / 3600.0 as hours from gaps where state = 'answered' and closed_at >= :since order by hours;

-- name: open_gap_texts
select gap_texts.gap_id, gap_texts.member_id, gap_texts.text from gap_texts join gaps on gaps.id = gap_texts.gap_id
where gaps.state = 'open' order by gap_texts.at desc, gap_texts.gap_id, gap_texts.text limit :limit;

-- name: open_gaps_of_member$
select count(distinct gap_texts.gap_id) as count from gap_texts join gaps on gaps.id = gap_texts.gap_id
where gaps.state = 'open' and gap_texts.member_id = :member_id;

-- name: add_gap!
insert into gaps (id, state, at) values (:id, 'open', :at) on conflict do nothing;

-- name: add_gap_text!
insert into gap_texts (gap_id, member_id, text, at) values (:gap_id, :member_id, :text, :at) on conflict do nothing;

-- name: open_gaps
select gaps.*, members.name as owner_name from gaps left join members on members.id = gaps.owner
where gaps.state = 'open' order by gaps.at, gaps.id;

-- name: gap_by_id^
select gaps.*, members.name as owner_name from gaps left join members on members.id = gaps.owner where gaps.id = :id;

-- name: texts_of_gap
select member_id, text from gap_texts where gap_id = :gap_id order by at, text;

-- name: give_gap!
update gaps set owner = :owner where id = :id and state = 'open';

-- name: close_gap!
update gaps set state = :state, entry = :entry, closed_at = :closed_at where id = :id and state = 'open';

-- name: keep_draft!
insert into drafts (gap_id, member_id, title, text, source, at) values (:gap_id, :member_id, :title, :text, :source, :at)
on conflict (gap_id, member_id) do update set title = excluded.title, text = excluded.text, source = excluded.source,
    at = excluded.at;

-- name: draft_of^
select title, text, source from drafts where gap_id = :gap_id and member_id = :member_id;

-- name: discard_draft!
delete from drafts where gap_id = :gap_id and member_id = :member_id;

-- name: see_mentor!
insert into mentors (member_id, seen_at) values (:member_id, :seen_at)
on conflict (member_id) do update set seen_at = excluded.seen_at;

-- name: mentors_lately
select members.id, members.name from mentors join members on members.id = mentors.member_id
order by mentors.seen_at desc, members.id limit :limit;

-- name: questions_of
select gap_texts.text, gap_texts.at, gaps.state, gaps.entry from gap_texts join gaps on gaps.id = gap_texts.gap_id
where gap_texts.member_id = :member_id order by gap_texts.at, gap_texts.text;

-- name: drafts_by
select title, text, source, at from drafts where member_id = :member_id order by at;

-- name: mentoring_of
select seen_at from mentors where member_id = :member_id;

-- name: answers_by
select id, title, body, as_of, at from answers where written_by = :member_id order by at, id;

-- name: gaps_taken_by
select id, state, at from gaps where owner = :member_id order by at, id;
