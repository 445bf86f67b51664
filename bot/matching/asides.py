"""What a question waves away is not what it asks: "libraries aside, how good must my Python be?" asks for Python.

A matcher of words would hear both topics. The patterns are plain English ones; each takes away a clause up to its
comma, colon or stop, and nothing is taken away when too little would be left to be a question.
"""

import re

from bot.matching.tokens import words

_LEFT = 3  # words that a question has at least
_END = r"(?:[,;:.!?–—]|$)"
_CLAUSE = r"[^,;:.!?–—]*"
_WAVED_AWAY = (
    r"forget(?:ting)?(?: about)?",
    r"never ?mind",
    r"(?:leaving|setting|putting)",
    r"(?:apart|aside) from",
    r"ignor(?:e|ing)",
    r"without (?:comparing|counting)",
    r"i(?: do ?n[o'’]?t|[ '’]?a?m not) (?:care|mean|ask(?:ing)?)",
    r"not (?:asking|the|how|which|what|whether|versus|about|my|if|an?|just)",
    r"it(?:'s| is) ?n[o'’]t",
)
_BEFORE = re.compile(
    rf"(?:^|(?<=[,.;:!?(–—]))\s*(?:(?:ok(?:ay)?|but|so)[, ]+)?(?:{'|'.join(_WAVED_AWAY)})\b{_CLAUSE}{_END}"
)
_SETTLED = r"[^,;:.!?]{1,60}\b(?:aside|never ?mind|(?:is|are) (?:settled|clear(?: to me)?))"
_KNOWN = r"(?:i )?already know (?:which|how|what|whether|the)\b[^,;:.!?]{1,60}"
_BEHIND = re.compile(rf"^(?:{_SETTLED}|{_KNOWN})\s*[,;:.]")


def asked(text: str) -> str:
    """The text without what it waves away."""
    lower = text.lower()
    for pattern in (_BEHIND, _BEFORE):
        shorter = pattern.sub(" ", lower)
        if len(words(shorter)) >= _LEFT:
            lower = shorter
    return lower.strip() if lower != text.lower() else text
