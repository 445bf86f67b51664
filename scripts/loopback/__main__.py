"""What can be tried: `python -m scripts.loopback discord FOLDER --load`."""

import argparse
import sys
from pathlib import Path

from scripts.loopback import load
from scripts.loopback.both import two_weeks
from scripts.loopback.discord import faults, hearing, life, outage
from scripts.loopback.discord import week as on_discord
from scripts.loopback.discord.server import Discord
from scripts.loopback.scenarios import alone, play
from scripts.loopback.slack import faults as faults_of_slack
from scripts.loopback.slack import hearing as heard_on_slack
from scripts.loopback.slack import week as on_slack
from scripts.loopback.slack.server import Slack

DISCORD = {
    "check-ins through faults": faults.sending,
    "an outage of hours": outage.for_hours,
    "an outage of days": outage.for_days,
    "connections that end": faults.closing,
    "delivered three times": hearing.three_times,
    "a slow store": hearing.slow,
    "SIGTERM while answering": hearing.ending,
    "no direct messages": life.closed,
    "removed and added again": life.thrown_out,
    "rights taken away": life.rights,
    "an admin's role taken away": life.demoted,
    "a channel deleted": life.deleted,
}

SLACK = {name: faults_of_slack.sending(each) for name, each in faults_of_slack.FAULTS.items()} | {
    "the app is removed": faults_of_slack.removed,
    "delivered three times more": heard_on_slack.again,
    "a slow store": heard_on_slack.slow,
    "SIGTERM while answering": heard_on_slack.ending,
}
BY_SOCKET = {name: heard_on_slack.asking(heard_on_slack.by(*how)) for name, how in heard_on_slack.SOCKETS.items()} | {
    "Socket Mode off for a while": heard_on_slack.asking(heard_on_slack.no_socket, every=20),
}
BY_HTTP = {
    "forged and stale": heard_on_slack.forged,
    "restarted while asked": heard_on_slack.asking(heard_on_slack.restarted, every=10),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.loopback", description=__doc__)
    parser.add_argument("platform", choices=["discord", "slack", "both"])
    parser.add_argument("emulators", type=Path, help="the folder of fake_discord.py and fake_slack.py")
    parser.add_argument("--http", action="store_true", help="Slack by signed HTTP instead of Socket Mode")
    parser.add_argument("--load", action="store_true", help="1,000 questions at 20 a second, instead of a first week")
    parser.add_argument("--faults", nargs="?", const="", metavar="PART", help="what goes wrong; PART of a name of it")
    args = parser.parse_args()
    for script in ("fake_discord.py", "fake_slack.py"):
        if not (args.emulators / script).is_file():
            parser.error(f"there is no {script} in the folder {args.emulators}; name the one that holds it")
    return {"discord": discord, "slack": slack, "both": both}[args.platform](args)


def discord(args: argparse.Namespace) -> int:
    if args.faults is not None:
        return play(lambda: Discord(args.emulators), DISCORD, args.faults)
    return alone(load.on_discord if args.load else on_discord.week, Discord(args.emulators))


def slack(args: argparse.Namespace) -> int:
    if args.faults is not None:
        scenarios = SLACK | (BY_HTTP if args.http else BY_SOCKET)
        return play(lambda: Slack(args.emulators, http=args.http), scenarios, args.faults)
    return alone(load.on_slack if args.load else on_slack.week, Slack(args.emulators, http=args.http))


def both(args: argparse.Namespace) -> int:
    return alone(two_weeks, Discord(args.emulators), Slack(args.emulators, http=args.http))


if __name__ == "__main__":
    sys.exit(main())
