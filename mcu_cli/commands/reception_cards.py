"""The card of a citizen as a command gets it: by options, or by questions on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.asking import NO, YES, ask
from mcu_cli.commands.ledger import asked, one_line
from mcu_cli.domain.appeal import Place
from mcu_cli.domain.words import fold
from mcu_cli.errors import UsageError
from mcu_cli.language import _
from mcu_cli.texts import TextSource, text_for
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import ExitStack

    from mcu_cli.context import Context
    from mcu_cli.domain.registry import Department
    from mcu_cli.domain.vocabulary import Outcome

_FROM_TERMINAL = TextSource(None, None)


class Wanted(NamedTuple):
    """What was said of the appeals that questions become: categories and the department as typed, the place."""

    categories: tuple[str, ...]
    to: str
    place: Place

    @property
    def is_of_appeals_alone(self) -> bool:
        """Whether anything was said that makes sense for an appeal only; a category is noted in the card too."""
        return bool(self.to) or self.place != Place()


class Card(NamedTuple):
    """What the options say of one citizen: who it is, what was asked and answered, what shall become of it."""

    citizen: Mapping[str, str]
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    consent: bool
    outcome: Outcome | None
    register: bool
    wanted: Wanted

    def __bool__(self) -> bool:
        """Whether anything at all was said."""
        rest = (*self.citizen.values(), self.questions, self.answers, self.consent, self.outcome, self.register)
        return any(rest) or bool(self.wanted.categories) or self.wanted.is_of_appeals_alone


class Filled(NamedTuple):
    """A card as it is entered.

    `questions` are the fields of each; `registered` are the places, from 0, of those that become appeals at once, which
    `department` gets where one is named.
    """

    citizen: Mapping[str, str]
    questions: tuple[Mapping[str, Any], ...]
    registered: frozenset[int]
    department: Department | None
    place: Place


def filled(mcu: Context, card: Card, draft: str, drafts: ExitStack) -> Filled:
    """Return the card that the options fill, or the operator on a terminal where no question was given.

    Texts typed are kept as drafts under names that begin with `draft`, until `drafts` is closed without an error.
    """
    department = mcu.store.registry.department(card.wanted.to) if card.wanted.to else None
    if card.questions:
        citizen, questions, registered = dict(card.citizen), *_by_options(mcu, card, draft, drafts)
    elif mcu.interactive:
        _refuse_answers_alone(card)
        citizen = _citizen(mcu, card.citizen)
        questions, registered = _by_asking(mcu, card, draft, drafts)
    else:
        raise UsageError(_("say what was asked with --question"))
    told = {name: one_line(value) for name, value in citizen.items()}
    return Filled(told, tuple(questions), frozenset(registered), department, card.wanted.place)


def categories_of(mcu: Context, typed: Sequence[str], questions: int) -> list[str]:
    """Return the id of the category of each question, empty where none was typed: one for all, or one for each."""
    if typed and len(typed) not in {1, questions}:
        raise _unequal(questions, "--category", len(typed))
    ids = [mcu.store.registry.category(name).id if name.strip() else "" for name in typed]
    return ids * questions if len(ids) == 1 else ids or [""] * questions


def _by_options(mcu: Context, card: Card, draft: str, drafts: ExitStack) -> tuple[list[dict[str, Any]], set[int]]:
    """Return the questions that options give, and the places of those to be registered at once."""
    n = len(card.questions)
    if card.answers and len(card.answers) != n:
        raise _unequal(n, "--answer", len(card.answers))
    if not any(answer.strip() for answer in card.answers):
        _refuse_answers_alone(card)
    categories = categories_of(mcu, card.wanted.categories, n)

    def read(text: str) -> str:
        return drafts.enter_context(text_for(mcu, TextSource(text, None), name=draft, about=""))

    texts = [read(text) for text in card.questions]
    answers = [read(answer) if answer.strip() else "" for answer in card.answers] or [""] * n
    questions = [
        _question(text, category, answer, consent=card.consent, outcome=card.outcome)
        for text, category, answer in zip(texts, categories, answers, strict=True)
    ]
    unsettled = {place for place, one in enumerate(questions) if not one.get("consent")}
    if card.register and not unsettled:
        raise UsageError(
            _("the citizen was content with every answer; nothing is left to register, leave out --register")
        )
    if card.wanted.is_of_appeals_alone and not card.register:
        raise UsageError(_("department and place are those of an appeal; add --register, or leave them out"))
    return questions, unsettled if card.register else set()


def _refuse_answers_alone(card: Card) -> None:
    """Raise UsageError where it is said what the citizen made of an answer, and there is none."""
    if card.consent or card.outcome is not None:
        raise UsageError(_("--consent and --outcome tell of an oral answer; write it down with --answer"))


def _question(text: str, category: str, answer: str, *, consent: bool, outcome: Outcome | None) -> dict[str, Any]:
    question: dict[str, Any] = {"text": text, "category": category}
    if answer:
        question |= {"answer": answer, "consent": consent, "outcome": outcome}
    return question


def _citizen(mcu: Context, given: Mapping[str, str]) -> dict[str, str]:
    """Return who it is; what no option says of name, telephone and address is asked for."""
    questions = {
        "name": _("Name of the citizen (empty: not given):"),
        "phone": _("Telephone (empty: not given):"),
        "address": _("Postal address for the answer (empty: not given):"),
    }
    return {
        name: given[name] or (ask(mcu, questions[name]) if name in questions else "")
        for name in ("name", "phone", "email", "address")
    }


def _by_asking(mcu: Context, card: Card, draft: str, drafts: ExitStack) -> tuple[list[dict[str, Any]], set[int]]:
    """Return the questions that the operator types, and the places of those to be registered at once."""
    questions: list[dict[str, Any]] = []
    registered: set[int] = set()
    named = iter(categories_of(mcu, card.wanted.categories, 1))
    while True:
        place = len(questions)
        about = _("What does the citizen ask?")
        text = drafts.enter_context(text_for(mcu, _FROM_TERMINAL, name=f"{draft}-{place}", about=about))
        category = next(named, "") or asked(
            mcu, _("What is it about: a category (empty: not said)?"), lambda line: _category(mcu, line)
        )
        answer = ask(mcu, _("What was answered on the spot (empty: nothing)?"))
        consent = bool(answer) and said_yes(
            mcu, _("Was the citizen content with it, so that no written answer is due?")
        )
        questions.append(_question(text, category, answer, consent=consent, outcome=None))
        if not consent and (card.register or said_yes(mcu, _("Register it as an appeal now?"))):
            registered.add(place)
        if not said_yes(mcu, _("Has the citizen a further question?")):
            return questions, registered


def _category(mcu: Context, line: str) -> str:
    return mcu.store.registry.category(line).id if line else ""


def said_yes(mcu: Context, question: str) -> bool:
    """Ask a question until it is answered with yes or no, and return whether with yes; an empty answer is a no."""
    choices = _("[y/N]")
    while (answer := fold(ask(mcu, f"{question} {choices}"))) not in YES | NO:
        mcu.out.note(_("that is neither yes nor no; type y or n"))
    return answer in YES


def _unequal(questions: int, option: str, given: int) -> UsageError:
    return UsageError(
        _("questions: {n}, {option}: {given}; give it once for each question in their order, empty for none").format(
            n=number_text(questions), option=option, given=number_text(given)
        )
    )
