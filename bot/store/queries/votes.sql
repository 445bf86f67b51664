-- name: cast_vote!
insert into votes (member_id, entry, vote, at) values (:member_id, :entry, :vote, :at)
on conflict (member_id, entry) do update set vote = excluded.vote, at = excluded.at;

-- name: votes_of
select entry, vote, at from votes where member_id = :member_id order by entry;

-- name: vote_counts
select entry,
    sum(case when vote = 'helpful' then 1 else 0 end) as helpful,
    sum(case when vote = 'unhelpful' then 1 else 0 end) as unhelpful,
    sum(case when vote = 'outdated' then 1 else 0 end) as outdated
from votes group by entry order by entry;

-- name: outdated_votes
select votes.entry, count(*) as count, min(votes.at) as since from votes
left join reviews on reviews.kind = 'entry' and reviews.id = votes.entry
left join answers on answers.id = votes.entry
where votes.vote = 'outdated' and votes.at > coalesce(reviews.at, 0) and votes.at > coalesce(answers.at, 0)
group by votes.entry order by votes.entry;
