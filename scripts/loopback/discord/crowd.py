"""Members of whom each waits for a check-in, and what came to them."""

from collections import Counter

from scripts.loopback.discord.member import Member
from scripts.loopback.discord.server import Discord
from scripts.loopback.stage import SATURDAY, Json, Stage


def enrolled(stage: Stage, server: Discord, count: int, zone: str = "Berlin") -> list[Member]:
    """Who began on Saturday; Milepost is stopped afterwards."""
    stage.start(f"{SATURDAY} x0")
    members = []
    for number in range(count):
        server.joins(f"member{number}")
        members.append(Member(server, f"member{number}", quiet=True).privately())
        Member(server, f"member{number}", quiet=True).types("start", zone=zone, hours=8)
    stage.stop()
    return members


def checkins(server: Discord, member: Member, title: str = "Check-in") -> list[Json]:
    """Those in the conversation with a member."""
    said = server.messages(dm=1, user_id=member.id)
    return [each for each in said if each["embeds"] and each["embeds"][0]["title"].startswith(title)]


def lost_and_doubled(server: Discord, members: list[Member]) -> tuple[int, int]:
    """How many got no check-in, and how many came besides the first of a week."""
    titles = [Counter(str(each["embeds"][0]["title"]) for each in checkins(server, member)) for member in members]
    return sum(not each for each in titles), sum(count - 1 for each in titles for count in each.values())
