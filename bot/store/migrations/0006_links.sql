-- A code with which another account becomes its member's, too. Only its digest is kept, and one for each member.
create table link_codes (
    member_id text primary key references members (id) on delete cascade,
    digest text not null unique,
    expires_at bigint not null
);
