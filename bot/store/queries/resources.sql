-- name: add_resource!
insert into resources (id, title, url, address, why, milestones, added_by, added_at)
values (:id, :title, :url, :address, :why, :milestones, :added_by, :added_at)
on conflict do nothing;

-- name: resource_at^
select * from resources where address = :address;

-- name: resources_newest_first
select * from resources order by added_at desc, id;
