-- name: added_answers
select * from answers order by at, id;

-- name: keep_answer!
insert into answers (id, title, body, as_of, written_by, at) values (:id, :title, :body, :as_of, :written_by, :at)
on conflict (id) do update set title = excluded.title, body = excluded.body, as_of = excluded.as_of,
    written_by = excluded.written_by, at = excluded.at;

-- name: added_phrasings
select text, entry from phrasings order by at, folded;

-- name: keep_phrasing!
insert into phrasings (folded, text, entry, at) values (:folded, :text, :entry, :at)
on conflict (folded) do update set text = excluded.text, entry = excluded.entry, at = excluded.at;

-- name: reviews
select kind, id, verdict, successor, checked_on, at from reviews order by kind, id;

-- name: keep_review!
insert into reviews (kind, id, verdict, successor, checked_on, checked_by, at)
values (:kind, :id, :verdict, :successor, :checked_on, :checked_by, :at)
on conflict (kind, id) do update set verdict = excluded.verdict, successor = excluded.successor,
    checked_on = excluded.checked_on, checked_by = excluded.checked_by, at = excluded.at;
