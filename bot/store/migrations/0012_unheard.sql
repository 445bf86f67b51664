-- That a platform is not heard is a stop too, of another kind: what is due is sent all the same.
create table stops_of_all_kinds (
    domain text not null,
    kind text not null check (kind in ('all', 'first contacts', 'wait', 'clock', 'unheard')),
    reason text not null,
    since bigint not null,
    until bigint,
    primary key (domain, kind)
);
insert into stops_of_all_kinds (domain, kind, reason, since, until)
select domain, kind, reason, since, until from stops where reason <> 'connected too often';
drop table stops;
alter table stops_of_all_kinds rename to stops;
