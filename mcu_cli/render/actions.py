"""What a commit of mcu did, for a reader: its subject, which stands in git in English, in the language spoken."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import AnswerKind, Channel, NoAnswerReason, Outcome, Priority, Relation
from mcu_cli.language import _, marked, ngettext
from mcu_cli.wording import appeals_text, day_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from mcu_cli.domain.registry import Registry

_NAMES = {
    "import": marked("import"),
    "add": marked("registration"),
    "classify": marked("topic"),
    "prioritise": marked("priority"),
    "recompute": marked("recomputation"),
    "assign": marked("assignment"),
    "answer": marked("answer"),
    "escalate": marked("escalation"),
    "note": marked("note"),
    "link": marked("link"),
    "split": marked("split"),
    "defer": marked("deferral"),
    "extend": marked("extension"),
    "forward": marked("forwarding"),
    "reject": marked("leaving without an answer"),
    "close": marked("closing"),
    "reopen": marked("reopening"),
    "reception": marked("personal reception"),
    "instruct": marked("instruction"),
    "poll": marked("poll"),
    "done": marked("work done"),
    "edit": marked("correction"),
    "record": marked("record of hand edits"),
    "filter": marked("saved filter"),
    "summary": marked("saved summary"),
    "check": marked("repair"),
    "undo": marked("undo"),
}
_VOCABULARIES: dict[str, tuple[type[StrEnum], ...]] = {
    "add": (Channel,),
    "prioritise": (Priority,),
    "answer": (AnswerKind, Outcome),
    "link": (Relation,),
    "reject": (NoAnswerReason,),
    "close": (Outcome,),
    **dict.fromkeys(("reception", "instruct", "poll", "done"), (ItemEvent,)),
}
_SAID = {
    ("filter", "removed"): marked("removed"),
    ("escalate", "by the ladder"): marked("by the ladder"),
    ("assign", "by rules"): marked("by the rules"),
    ("classify", "by rules"): marked("by the rules"),
}
_COUNTS = {"new": marked("{n} new"), "updated": marked("{n} updated"), "adopted": marked("{n} adopted")}
_COUNTED = re.compile(rf"(\d+) ({'|'.join(_COUNTS)})")
_MANY = re.compile(r"(\d+) appeals")
_FILES = re.compile(r"(\d+) files")
_ONE_QUESTION = re.compile(r"question (\d+), (\S+)")
_QUESTIONS = re.compile(r"(\d+) questions")
_UNTIL = re.compile(r"until (\d{4}-\d\d-\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WORD = re.compile(r"[a-z-]+")


def subject_text(action: str, subject: str, registry: Registry) -> str:
    """Return the subject of a commit as `answer 20261120-0001: final answer, resolved`, in the language spoken."""
    whom, colon, how = subject.removeprefix(action).strip().partition(": ")
    if action == "summary":
        whom = _DAY.sub(lambda found: day_text(date.fromisoformat(found[0])), whom)
    name, between = _(_NAMES.get(action, action)), " "
    if many := _MANY.fullmatch(whom):  # a number after a noun would want a case of its own
        whom, between = appeals_text(int(many[1])), ", "
    return f"{name}{between}{whom}{colon}{_how(action, how, registry)}"


def _how(action: str, how: str, registry: Registry) -> str:
    if (action, how) in _SAID:
        return _(_SAID[action, how])
    if action == "reception" and (found := _ONE_QUESTION.fullmatch(how)):
        return _("question {number} became {appeal}").format(number=found[1], appeal=found[2])
    if action in {"assign", "forward"}:
        return registry.department_title(how)
    if action == "classify":
        return registry.category_title(how, "")
    if action in _TOLD:
        pattern, told = _TOLD[action]
        return pattern.sub(told, how)
    titles = {word.value: title(word) for words in _VOCABULARIES.get(action, ()) for word in words}
    return _WORD.sub(lambda found: titles.get(found[0], found[0]), how)


def _until(found: re.Match[str]) -> str:
    return _("until {day}").format(day=day_text(date.fromisoformat(found[1])))


def _counted(found: re.Match[str]) -> str:
    return _(_COUNTS[found[2]]).format(n=found[1])


def _files(found: re.Match[str]) -> str:
    return ngettext("{n} file", "{n} files", int(found[1])).format(n=found[1])


def _questions(found: re.Match[str]) -> str:
    return ngettext("{n} question", "{n} questions", int(found[1])).format(n=found[1])


_TOLD: dict[str, tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = {
    "defer": (_UNTIL, _until),
    "extend": (_UNTIL, _until),
    "import": (_COUNTED, _counted),
    "check": (_FILES, _files),
    "split": (_QUESTIONS, _questions),
}
