-- name: keep_note!
insert into notes (name, value) values (:name, :value) on conflict (name) do update set value = excluded.value;

-- name: note^
select value from notes where name = :name;
