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
