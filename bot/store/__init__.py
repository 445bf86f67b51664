"""What is remembered: one class a subject, over one database."""

from bot.store.additions import Added, Additions, Checked, Meant, Written, added_beside, folded, keep_phrasing
from bot.store.conversations import Conversations, Said
from bot.store.database import Database, NotWritten, StoreError
from bot.store.gaps import Asked, Asker, Closing, Draft, Figures, Gap, Gaps
from bot.store.members import KINDS, Member, Members, choosing
from bot.store.notes import HEARTBEAT, Notes, last_heartbeat
from bot.store.once import Once
from bot.store.outbox import REPLY, DueSlot, Outbox, Outgoing, delivery_id
from bot.store.progress import Answer, History, Progress, State, Step, Week
from bot.store.resources import Posted, Resources, newly

__all__ = [
    "HEARTBEAT",
    "KINDS",
    "REPLY",
    "Added",
    "Additions",
    "Answer",
    "Asked",
    "Asker",
    "Checked",
    "Closing",
    "Conversations",
    "Database",
    "Draft",
    "DueSlot",
    "Figures",
    "Gap",
    "Gaps",
    "History",
    "Meant",
    "Member",
    "Members",
    "NotWritten",
    "Notes",
    "Once",
    "Outbox",
    "Outgoing",
    "Posted",
    "Progress",
    "Resources",
    "Said",
    "State",
    "Step",
    "StoreError",
    "Week",
    "Written",
    "added_beside",
    "choosing",
    "delivery_id",
    "folded",
    "keep_phrasing",
    "last_heartbeat",
    "newly",
]
