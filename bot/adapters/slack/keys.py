"""What Slack knows us by, as it is set; and which of it goes together."""

from dataclasses import dataclass, field

from bot.core.errors import CannotStart

SEVERAL = (
    "SLACK_CLIENT_ID is for several workspaces, which are heard over HTTP and give a token each when they install the"
    " app; leave SLACK_BOT_TOKEN and SLACK_APP_TOKEN out"
)

ANY = "any"
"""In place of ids: whoever wants to."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What Slack knows us by, as it is set. With an app token Slack is heard by Socket Mode, else over HTTP.

    With a client id there is no token: each workspace that installs the app gives its own. `base` is another server's
    address, for rehearsals; `listen` is a host and a port; `admins` and `workspaces` are ids with commas.
    """

    token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    base: str = ""
    admins: str = ""
    listen: str = "127.0.0.1:3000"
    client_id: str = ""
    workspaces: str = ""
    client_secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.client_id and (self.token or self.app_token):
            raise CannotStart(SEVERAL)
        if bool(self.client_id) != bool(self.client_secret) or (self.client_id and not self.signing_secret):
            raise CannotStart(
                "Several workspaces need SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET together"
            )
        if not (self.app_token or self.signing_secret):
            raise CannotStart("Slack needs SLACK_APP_TOKEN, for Socket Mode, or SLACK_SIGNING_SECRET, for HTTP")

    def may_install(self, workspace: str) -> bool:
        """All workspaces of one Milepost are one community, so that none comes into it unasked."""
        return self.workspaces == ANY or workspace in ids(self.workspaces)


def ids(listed: str) -> frozenset[str]:
    return frozenset(listed.replace(" ", "").split(",")) - {""}
