"""What the bot may do in a channel, what it lacks there, and where to give it that."""

import discord

from bot.core.ports import Check
from bot.core.text import listed, plain

SENDING = "send_messages"
NEEDED = {
    "view_channel": "View Channel",
    SENDING: "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""Permissions as discord.py names them, and as Discord shows them."""
IN_THREADS = {"send_messages_in_threads": "Send Messages in Threads"}
"""What a thread needs in place of *Send Messages*."""


def missing(channel: discord.abc.GuildChannel | discord.Thread, me: discord.Member) -> list[str]:
    """The permissions that the bot lacks in a channel."""
    return lacking(channel.permissions_for(me), in_thread=isinstance(channel, discord.Thread))


def lacking(may: discord.Permissions, *, in_thread: bool = False) -> list[str]:
    needed = NEEDED | IN_THREADS if in_thread else NEEDED
    return [shown for name, shown in needed.items() if not getattr(may, name) and not (in_thread and name == SENDING)]


async def in_channel(guild: discord.Guild, me: discord.Member, topic: str, id: int) -> list[Check]:
    """What is missing in a channel of `/setup`, and where to give it."""
    used = f"For {topic} in {plain(guild.name, 40)}"
    try:
        channel = await _channel(guild, id)
        parent = await guild.fetch_channel(channel.parent_id) if isinstance(channel, discord.Thread) else channel
    except (discord.NotFound, discord.Forbidden) as error:
        text = f"{used}: {id} is gone or hidden from me ({error.code})."
        return [Check(text, "Choose a channel with /setup, or let me see this one.", "wrong", "Channel")]
    assert not isinstance(parent, discord.Thread)
    name, in_thread = f"#{plain(channel.name, 40)}", isinstance(channel, discord.Thread)
    lacks, at_large = (
        lacking(each, in_thread=in_thread) for each in (parent.permissions_for(me), me.guild_permissions)
    )
    if not lacks:
        return [Check(f"{used}: I can write there.", name=name)]
    where = "Server Settings, Roles" if set(lacks) <= set(at_large) else f"the settings of {name}, Permissions"
    mend = f"In {where}: allow {listed(lacks)} to {_role(me)}."
    return [Check(f"{used}: I lack {listed(lacks)}.", mend, "wrong", name)]


async def _channel(guild: discord.Guild, id: int) -> discord.abc.GuildChannel | discord.Thread:
    """Also one that is hidden from the bot, which Discord names among the others. Raises as `fetch_channel` does."""
    try:
        return await guild.fetch_channel(id)
    except discord.Forbidden:
        for each in await guild.fetch_channels():
            if each.id == id:
                return each
        raise


def _role(me: discord.Member) -> str:
    """The one that Discord made when it was added; whoever took it away sees their own name for the bot."""
    own = me.guild.self_role
    return f"the role {plain(own.name, 40)}" if own else plain(me.display_name, 40)
