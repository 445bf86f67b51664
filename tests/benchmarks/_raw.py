"""The same statements as the planner and the sender have, in the same transactions, in a plain `sqlite3` loop."""

import hashlib
import json
import sqlite3
from typing import Any

import aiosql

from bot.clock import seconds
from bot.delivery.planner import BATCH
from bot.store.database import QUERIES
from tests.benchmarks._many import AT_ONCE, NOW

AT, WEEK, GRACE = int(NOW.timestamp()), "2026-W38", 172_800


class Loop:
    """One connection, with every wait for the disk that Milepost has."""

    def __init__(self, path: str, card: str, *, checkin: bool) -> None:
        self._say: Any = aiosql.from_path(QUERIES, "sqlite3", mandatory_parameters=False)
        self._card, self._checkin = card, checkin
        self._run = sqlite3.connect(path, isolation_level=None)
        for pragma in ("busy_timeout=5000", "journal_mode=wal", "synchronous=full", "foreign_keys=on"):
            self._run.execute(f"pragma {pragma}")

    def _read(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        return self._run.execute(getattr(self._say, query).sql, values).fetchall()

    def _write(self, query: str, rows: list[dict[str, object]]) -> None:
        self._run.executemany(getattr(self._say, query).sql, rows)

    def delivers(self) -> tuple[float, float]:
        """Seconds of planning and of sending."""
        began = seconds()
        while self._plans():
            pass
        planned = seconds()
        sent = self._claims([])
        while sent:
            sent = self._claims(sent)
        return planned - began, seconds() - planned

    def _plans(self) -> bool:
        self._run.execute("begin immediate")
        due = self._read("take_due_slots", now=AT, limit=BATCH)
        self._run.commit()
        if not due:
            return False
        self._run.execute("begin immediate")
        ids = [id for id, _, _ in due]
        members = json.dumps(dict.fromkeys(ids, 0))
        weeks = json.dumps({WEEK: 0})
        self._read("hold_members", members=members)
        self._read("slots_of", members=members)
        places = {row[0]: row[1:] for row in self._read("places_of", members=members)}
        self._read("questions_of_silence", members=members, grace=GRACE)
        self._read("counted_in_weeks", members=members, weeks=weeks)
        if self._checkin:
            self._read("progress_of_members", members=members)
            self._read("weeks_of_members", members=members, weeks=weeks)
            plan = {"week": WEEK, "milestones": '["sql", "numpy", "pandas"]', "opened_at": AT}
            self._write("open_week", [plan | {"member_id": id} for id in ids])
        self._write("add_outgoing", [self._message(id, places[id]) for id in ids])
        moved = {"kind": "checkin", "seen": AT, "next": AT + 7 * 86_400}
        self._write("advance_slot", [moved | {"member_id": id} for id in ids])
        self._run.commit()
        return True

    def _message(self, id: str, place: tuple[str, str, str]) -> dict[str, object]:
        platform, space, channel = place
        where = {"platform": platform, "space": space, "channel": channel, "direct": 1}
        times = {"slot": AT, "due_at": AT, "expires_at": AT + GRACE}
        key = hashlib.sha256(f"{id}|checkin|2026-09-17".encode()).hexdigest()[:32]
        about = {"id": key, "member_id": id, "kind": "checkin", "week": WEEK, "state": "pending", "reason": None}
        return {**about, **where, **times, "card": self._card}

    def _claims(self, sent: list[str]) -> list[str]:
        """Settles what was sent, claims what is next, and looks whether it is still wanted."""
        self._run.execute("begin immediate")
        ended: dict[str, object] = {"state": "sent", "reason": None, "sent_at": AT, "owner": "raw"}
        self._write("settle_outgoing", [ended | {"id": id, "message_id": f"m-{id}"} for id in sent])
        rows = self._read("claim_outgoing", platform="bench", now=AT, limit=AT_ONCE, owner="raw")
        self._run.commit()
        if rows:
            members = json.dumps(dict.fromkeys((row[1] for row in rows), 0))
            self._read("members_by_id", members=members)
            self._read("counted_in_weeks", members=members, weeks=json.dumps({WEEK: 0}))
        return [row[0] for row in rows]
