"""A web address as somebody typed it, made safe to show."""

from urllib.parse import quote, urlsplit

ADDRESS = 500
"""Characters of a link on a card."""


def web_address(typed: str) -> str:
    """The address with everything but its structure percent-encoded, so that no markup or mention is in it.

    Raises ValueError with what is wrong.
    """
    text = typed.strip().strip("<>")
    wrong = ValueError("a web address that begins with https://")
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        raise wrong
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("http", "https") or "." not in host or "@" in parts.netloc:
        raise wrong
    address = parts.scheme + quote(text[len(parts.scheme) :], safe=":/?#[]!$&'*+,;=%~-._")
    if len(address) > ADDRESS:
        raise ValueError(f"at most {ADDRESS} characters, percent-encoded (yours has {len(address)})")
    return address
