"""What is remembered: one class a subject, over one database."""

from bot.store.additions import Added, Additions, Meant, Written, added_beside, keep_phrasing
from bot.store.communities import Communities, Community
from bot.store.conversations import Conversations, Said
from bot.store.database import Database, NotWritten, Queries, StoreError
from bot.store.gaps import Asked, Asker, Closing, Draft, Figures, Gap, Gaps
from bot.store.imagined import Imagined
from bot.store.inbox import KEPT, Inbox, Kept
from bot.store.installations import Installation, Installations, installations_beside
from bot.store.ledger import Failures, Health, Heard, Ledger, Message, Waiting, health_beside
from bot.store.links import VALID_FOR, Links
from bot.store.members import KINDS, Member, Members, choosing
from bot.store.notes import ALIVE, HEARTBEAT, Notes, last_heartbeat, note_beside
from bot.store.once import Events, Once
from bot.store.outbox import LEASE, InWeek, Outbox, in_weeks
from bot.store.outgoing import (
    NOTHING,
    NOWHERE,
    REPLY,
    SILENCE,
    Ending,
    Outcome,
    Outgoing,
    delivery_id,
    posts,
)
from bot.store.ownership import Ownership
from bot.store.progress import Answer, History, Progress, State, Step, Week
from bot.store.recipients import Recipient, Recipients
from bot.store.resources import Posted, Resources, newly
from bot.store.reviews import Checked, Kind, Reviews
from bot.store.schedule import DueSlot, Held, Schedule
from bot.store.stops import UNHEARD, Stop, StopKind, Stops, unheard_beside
from bot.store.stores import Stores
from bot.store.subscriptions import Subscriptions, Topic, channels_beside
from bot.store.votes import Counted, Outdated, Vote, Votes

__all__ = [
    "ALIVE",
    "HEARTBEAT",
    "KEPT",
    "KINDS",
    "LEASE",
    "NOTHING",
    "NOWHERE",
    "REPLY",
    "SILENCE",
    "UNHEARD",
    "VALID_FOR",
    "Added",
    "Additions",
    "Answer",
    "Asked",
    "Asker",
    "Checked",
    "Closing",
    "Communities",
    "Community",
    "Conversations",
    "Counted",
    "Database",
    "Draft",
    "DueSlot",
    "Ending",
    "Events",
    "Failures",
    "Figures",
    "Gap",
    "Gaps",
    "Health",
    "Heard",
    "Held",
    "History",
    "Imagined",
    "InWeek",
    "Inbox",
    "Installation",
    "Installations",
    "Kept",
    "Kind",
    "Ledger",
    "Links",
    "Meant",
    "Member",
    "Members",
    "Message",
    "NotWritten",
    "Notes",
    "Once",
    "Outbox",
    "Outcome",
    "Outdated",
    "Outgoing",
    "Ownership",
    "Posted",
    "Progress",
    "Queries",
    "Recipient",
    "Recipients",
    "Resources",
    "Reviews",
    "Said",
    "Schedule",
    "State",
    "Step",
    "Stop",
    "StopKind",
    "Stops",
    "StoreError",
    "Stores",
    "Subscriptions",
    "Topic",
    "Vote",
    "Votes",
    "Waiting",
    "Week",
    "Written",
    "added_beside",
    "channels_beside",
    "choosing",
    "delivery_id",
    "health_beside",
    "in_weeks",
    "installations_beside",
    "keep_phrasing",
    "last_heartbeat",
    "newly",
    "note_beside",
    "posts",
    "unheard_beside",
]
