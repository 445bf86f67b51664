"""Everything that is remembered, a subject each, on one database."""

from bot.store.additions import Additions
from bot.store.communities import Communities
from bot.store.conversations import Conversations
from bot.store.database import Database
from bot.store.gaps import Gaps
from bot.store.imagined import Imagined
from bot.store.inbox import Inbox
from bot.store.installations import Installations
from bot.store.ledger import Ledger
from bot.store.links import Links
from bot.store.members import Members
from bot.store.notes import Notes
from bot.store.once import Events
from bot.store.outbox import Outbox
from bot.store.progress import Progress
from bot.store.recipients import Recipients
from bot.store.resources import Resources
from bot.store.reviews import Reviews
from bot.store.schedule import Schedule
from bot.store.stops import Stops
from bot.store.subscriptions import Subscriptions
from bot.store.votes import Votes


class Stores:
    """Each knows its own rows only."""

    def __init__(self, database: Database) -> None:
        self.additions = Additions(database)
        self.communities = Communities(database)
        self.conversations = Conversations(database)
        self.events = Events(database)
        self.gaps = Gaps(database)
        self.imagined = Imagined(database)
        self.inbox = Inbox(database)
        self.installations = Installations(database)
        self.ledger = Ledger(database)
        self.links = Links(database)
        self.members = Members(database)
        self.notes = Notes(database)
        self.outbox = Outbox(database)
        self.progress = Progress(database)
        self.recipients = Recipients(database)
        self.resources = Resources(database)
        self.reviews = Reviews(database)
        self.schedule = Schedule(database)
        self.stops = Stops(database)
        self.subscriptions = Subscriptions(database)
        self.votes = Votes(database)
