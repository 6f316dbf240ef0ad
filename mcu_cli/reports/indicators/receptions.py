"""Personal receptions: held how and by whom, citizens received, their questions and what became of these (70-75)."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import Rank, ReceptionForm
from mcu_cli.domain.names import title
from mcu_cli.domain.vocabulary import Outcome
from mcu_cli.language import _
from mcu_cli.reports.breakdowns import Named, Names
from mcu_cli.reports.ledgers import followed_questions, items_between, kept_since
from mcu_cli.reports.speed import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mcu_cli.domain.ledgers.receptions import Question
    from mcu_cli.reports.ledgers import Followed
    from mcu_cli.reports.periods import Period
    from mcu_cli.reports.scope import Asked

_IN_WORK = "in-work"
# What is told beside the same figure of last year.
_COMPARED = (
    *("held", "scheduled", "field", "thematic", "nationwide", "by_head", "by_deputies", "by_others"),
    *("citizens", "citizens_by_head", "citizens_by_deputies", "citizens_by_others", "no_shows", "questions"),
)


class _Way(StrEnum):
    """On which way a question was settled, or that it was not; the names are members of the JSON form."""

    APPEALS = "appeals"
    ORAL = "oral"
    UNSETTLED = "unsettled"


class _Asked(NamedTuple):
    """One question: what it is about, how it was settled, and what came of it."""

    group: Named
    way: _Way
    outcome: str


def members(asked: Asked) -> dict[str, Any]:
    """Return `receptions`: those of days in the period, up to now; withdrawn ones are none.

    - `held`, and of these by form `scheduled`, `field`, `thematic`, `nationwide`, by who received `by_head`,
      `by_deputies`, `by_others`;
    - `citizens` received, those without a card here included; of these `citizens_by_head`, `citizens_by_deputies`,
      `citizens_by_others`; `no_shows`: those with an appointment who did not come;
    - `questions` of the cards, each of which is one of `appeals` (it became one, whatever was said on the spot), `oral`
      (answered on the spot and the citizen was content) or `unsettled` (a written answer is due, and nobody has
      registered it yet);
    - `outcomes`: what came of the questions, as far as is known now: of an appeal its outcome, or `in-work` while it
      has none, of an oral answer what the card says, else `explained`; and `unsettled`. Each with `id`, `title`,
      `questions`, `share_percent`, in the order of the outcomes;
    - `groups`: what they were about, the most asked first and those of no group last: `id`, `title`, `questions`,
      `share_percent`;
    - each of the numbers before `oral` also with `_last_year` (`held_last_year`): of the same period a year earlier,
      null where no reception of that time or before is on record.
    """
    scope = asked.scope
    receptions = items_between(asked.source, Ledger.RECEPTION, scope.period.first, scope.last_day)
    questions = _asked_at(asked, receptions) if receptions else []
    return {
        "receptions": {
            **_held(receptions),
            **{way.value: sum(one.way is way for one in questions) for way in _Way},
            **_last_year(asked, scope.last_year.period),
            "outcomes": _outcomes(questions),
            "groups": _groups(questions),
        }
    }


def _held(receptions: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return how many were held and how, and how many citizens and questions there were."""
    forms, ranks, citizens = Counter[str](), Counter[str](), Counter[str]()
    questions = no_shows = 0
    for one in receptions:
        forms[one["form"]] += 1
        ranks[one["rank"]] += 1
        citizens[one["rank"]] += one["state"]["citizens"]
        questions += one["state"]["questions"]
        no_shows += one.get("no_shows", 0)
    return {
        "held": forms.total(),
        **{form.value: forms[form] for form in ReceptionForm},
        "by_head": ranks[Rank.HEAD],
        "by_deputies": ranks[Rank.DEPUTY],
        "by_others": ranks[Rank.OTHER],
        "citizens": citizens.total(),
        "citizens_by_head": citizens[Rank.HEAD],
        "citizens_by_deputies": citizens[Rank.DEPUTY],
        "citizens_by_others": citizens[Rank.OTHER],
        "no_shows": no_shows,
        "questions": questions,
    }


def _last_year(asked: Asked, period: Period) -> dict[str, int | None]:
    if not kept_since(asked, Ledger.RECEPTION, period):
        return {f"{name}_last_year": None for name in _COMPARED}
    then = _held(items_between(asked.source, Ledger.RECEPTION, period.first, period.last))
    return {f"{name}_last_year": then[name] for name in _COMPARED}


def _asked_at(asked: Asked, receptions: Iterable[Mapping[str, Any]]) -> list[_Asked]:
    from mcu_cli.domain.ledgers.receptions import questions_in  # dear, where there are no receptions

    names, appeals = Names(asked.registry), followed_questions(asked.source)
    return [
        _question(question, appeals.get(question.key), names)
        for reception in receptions
        for question in questions_in(reception)
    ]


def _question(question: Question, appeal: Followed | None, names: Names) -> _Asked:
    """Return what became of one question; what its appeal is about now goes before what was noted in the card."""
    noted = question.asked.get("category", "")
    if appeal is not None:
        group = names.group(appeal.category or noted, appeal.topic)
        return _Asked(group, _Way.APPEALS, appeal.outcome or _IN_WORK)
    group = names.group(noted, "")
    if question.is_settled_orally:
        return _Asked(group, _Way.ORAL, question.asked.get("outcome", Outcome.EXPLAINED.value))
    return _Asked(group, _Way.UNSETTLED, _Way.UNSETTLED)


def _outcomes(questions: list[_Asked]) -> list[dict[str, Any]]:
    counts = Counter(one.outcome for one in questions)
    order = [*(outcome.value for outcome in Outcome), _IN_WORK, _Way.UNSETTLED.value]
    return [_row(Named(name, _outcome_title(name)), counts[name], len(questions)) for name in order if counts[name]]


def _outcome_title(name: str) -> str:
    if name == _IN_WORK:
        return _("in work")
    return _("neither answered nor registered") if name == _Way.UNSETTLED else title(Outcome(name))


def _groups(questions: list[_Asked]) -> list[dict[str, Any]]:
    counts = Counter(one.group for one in questions)
    rows = [_row(group, n, len(questions)) for group, n in counts.items()]
    return sorted(rows, key=lambda row: (not row["id"], -row["questions"], row["title"].casefold(), row["id"]))


def _row(named: Named, questions: int, whole: int) -> dict[str, Any]:
    return {
        "id": named.id,
        "title": named.title,
        "questions": questions,
        "share_percent": percent(questions, whole),
    }
