"""What a typed line means: `/settings city:New York time:18:00`, `/salary senior europe`, `/pause 2w`."""

import re
from collections.abc import Sequence

from bot.core.model import Question


def arguments(questions: Sequence[Question], text: str) -> dict[str, str]:
    """The arguments in a line. A name and a colon (or `=`) give one; other words fill the questions in their order.

    A named value runs up to the next name, so it needs no quotes; the last question takes all words that are left.
    A question that has choices takes only a word that is one of them, unless no other question is left.
    """
    names = "|".join(re.escape(question.name) for question in questions)
    if len(questions) < 2:
        whole = re.sub(rf"^{names}\s*[:=]\s*", "", text, flags=re.IGNORECASE)
        return {question.name: _unquoted(whole) for question in questions if text}
    parts = re.split(rf"(?:^|(?<=\s))({names})\s*[:=]\s*", text, flags=re.IGNORECASE)
    named = {name.casefold(): _unquoted(value) for name, value in zip(parts[1::2], parts[2::2], strict=True)}
    free, before = [question for question in questions if question.name not in named], parts[0].strip()
    if before and not free:
        last = questions[-1].name
        return named | {last: f"{before} {named[last]}"}
    return _in_order(free, before) | named


def _in_order(questions: list[Question], text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    while text and questions:
        word, _, rest = text.partition(" ")
        chosen = next((question for question in questions if _choice(question, word)), None)
        open_ones = [question for question in questions if not question.choices] or questions
        question = chosen or open_ones[0]
        takes_all = chosen is None and len(open_ones) == 1
        found[question.name] = _unquoted(text if takes_all else _choice(question, word) or word)
        text = "" if takes_all else rest.strip()
        questions = [other for other in questions if other is not question]
    if text:
        found[question.name] += f" {text}"
    return found


def _choice(question: Question, word: str) -> str:
    """The choice that a word spells in whatever case, or nothing."""
    return next((choice.value for choice in question.choices if choice.value == word.casefold()), "")


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
