"""Runs and what came of them, a line each."""

from dataclasses import dataclass

from tests.faults.run import Plan, Run, Verdict, attempt

AFTER = ("500 after", "ok false after", "reply cut", "reply slow", "late")
HEAD = (
    "| store | platform | members | processes | kill -9 outside + at points / SIGSTOP "
    "| replies lost / broken after it was accepted / broken before / 429 "
    "| deduped | too hasty | LOST | DOUBLED | STALE | FOREIGN | seconds |"
)


@dataclass(frozen=True)
class Line:
    """One run."""

    engine: str
    plan: Plan
    run: Run
    verdict: Verdict

    @property
    def deaths(self) -> int:
        return self.run.fleet.killed + self.run.fleet.died.total() + self.run.fleet.frozen

    def __str__(self) -> str:
        fleet, counts, verdict = self.run.fleet, self.run.platform.counts, self.verdict
        after, before = (sum(counts[name] for name in names) for names in (AFTER, ("500 before", "ok false before")))
        limited = counts["429"] + counts["429 of a channel"]
        platform = self.plan.platform + (f", nonce {self.plan.window:g} s" if self.plan.window else "")
        cells = (
            self.engine + (", " + ", ".join(self.plan.pragmas) if self.plan.pragmas else ""),
            platform + (", BLIND mutation" if self.plan.blind else ""),
            f"{self.plan.members:,}",
            self.plan.processes,
            f"{fleet.killed} + {fleet.died.total()} / {fleet.frozen}",
            f"{counts['reply lost']} / {after} / {before} / {limited}",
            counts["deduped"],
            counts["hasty"],
            *(f"**{each}**" for each in (verdict.lost, verdict.doubled, verdict.stale, verdict.foreign)),
            f"{self.run.lasted:.0f}",
        )
        return "| " + " | ".join(map(str, cells)) + " |"


async def line(engine: str, plan: Plan, url: str, within: float) -> Line:
    return Line(engine, plan, *await attempt(plan, url, within))
