"""A question, its answer, and an honest refusal."""

from tests.talking import Someone


async def test_a_plain_question_gets_the_answer_with_source_and_date(ada: Someone) -> None:
    card = await ada.says("how much maths do I need?")
    assert card.title == "How much maths do I need?"
    assert "(HireKit Academy, 15 Feb 2026)" in card.text


async def test_a_related_question_is_a_button_that_answers(ada: Someone) -> None:
    await ada.says("how much maths do I need?")
    card = await ada.presses("Which maths")
    assert card.title.startswith("Which maths")
