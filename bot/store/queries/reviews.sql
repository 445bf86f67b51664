-- name: reviews
select kind, reviews.id, basis, times, retired_on, successor, changed_on, text, low, high, link, checked_on, at,
    members.name as checked_by_name
from reviews left join members on members.id = reviews.checked_by
order by kind, reviews.id;

-- name: reviews_by
select * from reviews where checked_by = :member_id order by kind, id;

-- name: keep_review!
insert into reviews (kind, id, basis, times, retired_on, successor, changed_on, text, low, high, link, checked_on, checked_by, at)
values (:kind, :id, :basis, :times, :retired_on, :successor, :changed_on, :text, :low, :high, :link, :checked_on, :checked_by, :at)
on conflict (kind, id) do update set basis = excluded.basis, times = excluded.times, retired_on = excluded.retired_on,
    successor = excluded.successor, changed_on = excluded.changed_on, text = excluded.text, low = excluded.low,
    high = excluded.high, link = excluded.link, checked_on = excluded.checked_on, checked_by = excluded.checked_by,
    at = excluded.at
where reviews.times = excluded.times - 1;
