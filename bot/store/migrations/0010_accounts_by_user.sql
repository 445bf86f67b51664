-- Who writes to the bot directly says in no way in which space they are known.
create index accounts_by_user on accounts (platform, user_id);
