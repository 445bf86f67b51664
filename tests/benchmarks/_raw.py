"""What the planner and the sender do for the same members, by hand in a plain `sqlite3` loop.

The same statements in the same transactions leave the same rows; what is not in the rows is left out: no row is looked
at for what could be wrong with it, and of the time zones only what these members need.
"""

import hashlib
import json
import sqlite3
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiosql

from bot.clock import seconds
from bot.delivery.planner import BATCH
from bot.planning import CONTROLS
from bot.store.database import QUERIES
from tests.benchmarks._many import AT_ONCE, FIXED, NOW, pack

Row = dict[str, Any]
AT, DAY, WEEK = int(NOW.timestamp()), timedelta(days=1), "2026-W38"
BELOW = [each.model_dump() for each in CONTROLS]


class Loop:
    """One connection, with every wait for the disk that Milepost has."""

    def __init__(self, path: str, *, checkin: bool) -> None:
        self._say: Any = aiosql.from_path(QUERIES, "sqlite3", mandatory_parameters=False)
        self._checkin = checkin
        self._steps = [(step, pack().milestones[step]) for step in pack().route(None).steps(None)]
        self._run = sqlite3.connect(path, isolation_level=None)
        self._run.row_factory = sqlite3.Row
        for pragma in ("busy_timeout=5000", "journal_mode=wal", "synchronous=full", "foreign_keys=on"):
            self._run.execute(f"pragma {pragma}")

    def _read(self, query: str, **values: object) -> list[Row]:
        return self._run.execute(getattr(self._say, query).sql, values).fetchall()

    def _write(self, query: str, rows: list[Row]) -> None:
        self._run.executemany(getattr(self._say, query).sql, rows)

    def delivers(self) -> tuple[float, float]:
        """Seconds of planning and of sending."""
        began = seconds()
        while self._plans():
            pass
        planned = seconds()
        sent = self._sends([])
        while sent:
            sent = self._sends(sent)
        return planned - began, seconds() - planned

    def _plans(self) -> bool:
        self._run.execute("begin immediate")
        due = self._read("take_due_slots", now=AT, limit=BATCH)
        self._run.commit()
        if not due:
            return False
        self._run.execute("begin immediate")
        named = json.dumps({row["member_id"]: 0 for row in due})
        members = {row["id"]: row for row in self._read("hold_members", members=named)}
        self._read("slots_of", members=named)
        places = {row["member_id"]: row for row in self._read("places_of", members=named)}
        self._read("questions_of_silence", members=named, grace=2 * 86_400)
        self._read("kinds_about_weeks", members=named, weeks=json.dumps({WEEK: 0}))
        plans = self._open(named, members) if self._checkin else {}
        ids = [row["member_id"] for row in due]
        local = {id: NOW.astimezone(ZoneInfo(members[id]["zone"])) for id in ids}
        rows = [self._message(id, local[id], members[id]["zone"], places[id], plans.get(id, ())) for id in ids]
        self._read("counted_in_weeks", members=named, weeks=json.dumps({WEEK: 0}))
        self._write("add_outgoing", rows)
        moved = {"kind": "checkin", "seen": AT}
        self._write(
            "advance_slot",
            [moved | {"member_id": id, "next": int((local[id] + 7 * DAY).timestamp())} for id in ids],
        )
        self._run.commit()
        return True

    def _open(self, named: str, members: dict[str, Row]) -> dict[str, list[str]]:
        """The plan of each member's week: what fits into it of what is not done."""
        done = defaultdict(set)
        for row in self._read("progress_of_members", members=named):
            done[row["member_id"]].add(row["milestone"])
        self._read("weeks_of_members", members=named, weeks=json.dumps({WEEK: 0}))
        plans = {}
        for id, member in members.items():
            plan, hours = list[str](), 0.0
            for step, milestone in self._steps:
                if step not in done[id]:
                    hours += (milestone.hours.low + milestone.hours.high) / 2
                    if len(plan) == 3 or (plan and hours > member["hours"]):
                        break
                    plan.append(step)
            plans[id] = plan
        opened = {"week": WEEK, "opened_at": AT}
        self._write(
            "open_week", [opened | {"member_id": id, "milestones": json.dumps(plan)} for id, plan in plans.items()]
        )
        return plans

    def _message(self, id: str, local: datetime, zone: str, place: Row, plan: list[str] | tuple[str, ...]) -> Row:
        key = hashlib.sha256(f"{id}|checkin|{local.date().isoformat()}".encode()).hexdigest()[:32]
        about = {"id": key, "member_id": id, "kind": "checkin", "week": WEEK, "state": "pending", "reason": None}
        about |= {"counts_in": WEEK, "kept_at": None}
        where = {"platform": place["platform"], "space": place["space"], "channel": place["channel"], "direct": 1}
        where |= {"person": None}
        times = {"slot": AT, "due_at": AT, "expires_at": AT + 2 * 86_400}
        card = self._card(f"For {local:%a %-d %b %Y, %H:%M} {zone}", zone, plan)
        return {**about, **where, **times, "card": json.dumps(card, ensure_ascii=False, separators=(",", ":"))}

    def _card(self, footer: str, zone: str, plan: list[str] | tuple[str, ...]) -> Row:
        if not plan:
            title, text = FIXED.title, FIXED.text
            buttons = [{"label": "Done", "command": "checkin", "args": {"answer": "done"}, "style": "plain"}]
        else:
            names = [pack().milestones[step].title for step in plan]
            title = f"Check-in for week {WEEK}"
            text = "\n".join([*(f"◻️ **{name}**" for name in names), "", f"How did **{names[0]}** go?"])
            given = {"step": plan[0], "week": WEEK}
            buttons = [
                {
                    "label": answer.capitalize(),
                    "command": "checkin",
                    "args": given | {"answer": answer},
                    "style": "primary" if answer == "done" else "plain",
                }
                for answer in ("done", "partly", "stuck")
            ]
            footer += f" · You can change your answers until Sun 20 Sep 2026, 23:59 {zone}."
        above: Row = {"title": title, "text": text, "facts": [], "buttons": buttons, "controls": BELOW}
        return above | {"image": None, "file": None, "footer": footer}

    def _sends(self, sent: list[str]) -> list[str]:
        """Settles what was sent, claims what is next, and reads what says whether it is still wanted."""
        self._run.execute("begin immediate")
        ended: Row = {"state": "sent", "reason": None, "sent_at": AT, "kept_at": None, "owner": "raw"}
        self._write("settle_outgoing", [ended | {"id": id, "message_id": f"m-{id}"} for id in sent])
        rows = self._read("claim_outgoing", platform="bench", now=AT, limit=AT_ONCE, owner="raw")
        self._run.commit()
        if rows:
            members = json.dumps({row["member_id"]: 0 for row in rows})
            self._read("members_by_id", members=members)
            self._read("counted_in_weeks", members=members, weeks=json.dumps({WEEK: 0}))
            self._read("slots_of", members=members)
            self._read("unread_kept", members=members, since=AT - 90 * 86_400)
        return [row["id"] for row in rows if json.loads(row["card"])["title"]]
