"""What a poll is made of as an operator types it: its options, each once, and the votes that they got."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.ledgers.steps import step, unsound_result
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.words import fold
from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.wording import day_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.steps import Act

MOST = 999_999_999  # votes and things; more is a slip of the keyboard


def options_of(typed: Iterable[str]) -> tuple[str, ...]:
    """Return the options of a poll, each on one line; raises UsageError for fewer than two, or two that read alike."""
    options = tuple(text for text in (" ".join(option.split()) for option in typed) if text)
    alike = [option for n, option in enumerate(options) if fold(option) in map(fold, options[:n])]
    if alike:
        raise UsageError(_("the option {option!r} stands twice; name each once").format(option=alike[0]))
    if len(options) < 2:  # noqa: PLR2004  # or there is no choice
        raise UsageError(_("a poll needs two options at least; name each with --option"))
    return options


def told(  # noqa: PLR0913  # what a result says
    item: Item, act: Act, *, participants: int, votes: Sequence[str], decision: str = "", link: str = ""
) -> Item:
    """Return the poll with its result; `votes` are typed like `Парк=700`, or `1=700` by the number of the option.

    Raises UsageError for votes that cannot be read, RefusedError for a result that cannot be.
    """
    if act.at.date() < item.day:
        raise RefusedError(
            _("{id} begins on {day}; it has no result before that").format(id=item.id, day=day_text(item.day))
        )
    counted: dict[str, int] = {}
    for one in votes:
        option, number = _vote(item, one)
        if option in counted:
            raise UsageError(_("the votes for {option!r} are told twice; tell them once").format(option=option))
        counted[option] = number
    wrong = unsound_result(item, participants, counted)
    if wrong:
        raise RefusedError(wrong)
    records = tuple({"option": option, "votes": number} for option, number in counted.items())
    return step(item, ItemEvent.RESULT, act, participants=participants, votes=records, decision=decision, link=link)


def _vote(item: Item, typed: str) -> tuple[str, int]:
    name, sign, number = typed.rpartition("=")
    digits = "".join(number.split())
    if not (
        sign and name.strip() and digits.isascii() and digits.isdecimal() and len(digits.lstrip("0")) <= len(str(MOST))
    ):
        raise UsageError(
            _("{text!r} does not tell votes; write the option, its number or its words, like {example}").format(
                text=typed, example=f"--vote '{item.facts['options'][0]}=700'"
            )
        )
    return _option(item, name.strip()), int(digits)


def _option(item: Item, typed: str) -> str:
    """Return the option that was meant: by its words, else by its number from 1; what is neither stays as it is."""
    options: tuple[str, ...] = item.facts["options"]
    by_words = {fold(option): option for option in options}
    if fold(typed) in by_words:
        return by_words[fold(typed)]
    if (
        typed.isascii()
        and typed.isdecimal()
        and len(typed) <= len(str(len(options)))
        and 1 <= int(typed) <= len(options)
    ):
        return options[int(typed) - 1]
    return typed
