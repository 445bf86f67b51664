"""What is remembered: one class a subject, over one database."""

from bot.store.additions import Added, Additions, Checked, Meant, Written, folded, keep_phrasing
from bot.store.conversations import Conversations, Said
from bot.store.database import Database, NotWritten, StoreError
from bot.store.members import KINDS, Member, Members, choosing
from bot.store.notes import HEARTBEAT, Notes, last_heartbeat
from bot.store.once import Once
from bot.store.outbox import DueSlot, Outbox, Outgoing, delivery_id
from bot.store.progress import Answer, History, Progress, State, Step, Week
from bot.store.resources import Posted, Resources, newly

__all__ = [
    "HEARTBEAT",
    "KINDS",
    "Added",
    "Additions",
    "Answer",
    "Checked",
    "Conversations",
    "Database",
    "DueSlot",
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
    "choosing",
    "delivery_id",
    "folded",
    "keep_phrasing",
    "last_heartbeat",
    "newly",
]
