"""Turns a text into what the kernels compare: words, stems with their pairs, and letter groups inside words.

No stop word is dropped: "how", "much" and "long" carry the intent of a question, and tf-idf already weighs down what
every phrasing has. The pairs ("much math", "much money") tell near misses apart.
"""

import re
import unicodedata
from itertools import pairwise

_WORD = re.compile(r"[^\W_]+[+#]*")  # keeps c++ and c# whole
_APOSTROPHES = str.maketrans("", "", "'’`´")
_ENDINGS = (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))
_GROUP_SIZES = range(2, 5)
_SILENT = re.compile(
    "a|am|an|and|any|are|as|at|be|but|can|could|did|do|does|for|from|had|has|have|how|i|if|in|is|it|its|just|me|my|of|on|or"
    "|so|some|that|the|their|them|then|there|these|they|this|those|to|was|we|were|what|when|which|will|with|would|you|your"
)


def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents and apostrophes ("Don’t" is "dont", "résumé" is "resume")."""
    if not text.isascii():
        text = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return _WORD.findall(text.translate(_APOSTROPHES).lower())


def tells_something(spoken: list[str]) -> bool:
    """Whether any word is about something; "what is the" is not, while "how much" and "how long" are."""
    return any(not _SILENT.fullmatch(word) for word in spoken)


def stem(word: str) -> str:
    """A key that a word shares with its inflections ("cours" for "course" and "courses"), by a lighter Porter 1980."""
    if len(word) < 4 or not word.isalpha() or word.endswith("ss"):
        return word
    if len(word) == 4:
        return word.removesuffix("s")
    bare = _without_ending(word)
    return bare[:-1] if len(bare) > 3 and bare[-1] == "e" else bare


def _without_ending(word: str) -> str:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            bare = word.removesuffix(ending) + instead
            doubled = ending in ("ing", "ed") and len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "ls"
            return bare[:-1] if doubled else bare
    return word


def stems_and_pairs(spoken: list[str]) -> list[str]:
    """Stems, and each two that are neighbours."""
    stems = [stem(word) for word in spoken]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


def letter_groups(spoken: list[str]) -> list[str]:
    """Groups of 2 to 4 letters that do not cross a word's edge, which counts as a letter (scikit-learn's "char_wb")."""
    edged = [f" {word} " for word in spoken]
    return [word[at : at + size] for word in edged for size in _GROUP_SIZES for at in range(len(word) - size + 1)]
