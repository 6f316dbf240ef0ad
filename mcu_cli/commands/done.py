"""`mcu done`: what was done because of appeals, for the list that reports print."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mcu_cli import bookkeeping
from mcu_cli.asking import ask
from mcu_cli.commands import ledger
from mcu_cli.commands.actions import action_title, refuse_others
from mcu_cli.commands.complete import Suggested, departments, items_of
from mcu_cli.commands.options import DryRun, File, Json, Reason
from mcu_cli.context import Context
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.links import link_of
from mcu_cli.domain.names import find_word
from mcu_cli.domain.words import fold
from mcu_cli.errors import RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.texts import TextSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mcu_cli.bookkeeping import Entered
    from mcu_cli.domain.likely_words import Candidate


class Action(StrEnum):
    """What is done with works."""

    ADD = "add"
    WITHDRAW = "withdraw"
    LIST = "list"
    SHOW = "show"


def _actions(_mcu: Context, typed: str) -> Iterator[Candidate]:
    from mcu_cli.commands.complete import titled
    from mcu_cli.domain.likely_words import fitting

    return fitting(typed, titled(Action, action_title), whole=True)


_REMOVE = frozenset({"удалить", "убрать", "отменить", "delete", "remove"})  # nothing is: it is withdrawn
_ABBREVIATIONS = frozenset(
    ("шт", "м", "км", "кв", "куб", "га", "г", "д", "п", "т", "ул", "пр", "пос", "др", "ед", "экз")
)


def done(
    ctx: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help=_("What was done, in quotes; or add, list, show, withdraw. They are listed where nothing is said."),
            metavar="WHAT|ACTION",
            click_type=Suggested(_actions),
        ),
    ] = "",
    named: Annotated[
        str,
        typer.Argument(
            help=_("With add what was done; with show and withdraw the work: W-2026-0007, 2026-7, or 7 for this year."),
            metavar="WHAT|ID",
            click_type=Suggested(items_of(Ledger.WORK)),
        ),
    ] = "",
    count: Annotated[int | None, typer.Option("--count", "-c", min=1, help=_("How many."))] = None,
    place: Annotated[str, typer.Option("--place", "-p", help=_("Where."), metavar="TEXT")] = "",
    district: Annotated[str, typer.Option("--district", help=_("District of the municipality."))] = "",
    day: Annotated[str, typer.Option("--day", help=_("When; today if not said."), metavar="DAY")] = "",
    department: Annotated[
        str,
        typer.Option(
            "--department",
            "-d",
            help=_("Who did it. With list: the works of this department alone."),
            metavar="NAME",
            click_type=Suggested(departments),
        ),
    ] = "",
    appeal: ledger.Appeals = None,
    instruction: Annotated[
        str,
        typer.Option(
            "--instruction",
            help=_("The instruction that it fulfils."),
            metavar="ID",
            click_type=Suggested(items_of(Ledger.INSTRUCTION)),
        ),
    ] = "",
    photo: Annotated[
        str, typer.Option("--photo", help=_("Address of a picture, http:// or https://."), metavar="URL")
    ] = "",
    reason: Reason = "",
    file: File = None,
    all_: ledger.Withdrawn = False,
    limit: ledger.Limit = None,
    ids: ledger.ItemIds = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say what was done because of appeals.

    Reports print it: how many, where, when. Without any word the works are listed, the last first.
    """
    mcu = Context.of(ctx)
    facts = ("--count", "--place", "--district", "--day", "--department", "--appeal", "--instruction", "--photo")
    action, named = _meant(what, named)
    if action is Action.ADD:
        refuse_others(ctx, action, *facts, "--dry-run")
        ledger.refuse_too_many("--count", count)
        told = {
            "count": count,
            "place": ledger.one_line(place),
            "district": _district(mcu, district),
            "day": mcu.day(day) if day else mcu.today,
            "department": ledger.department_of(mcu, department).id if department else "",
            "appeals": ledger.ids_of_appeals(mcu, appeal),
            "instruction": ledger.id_of_item(mcu, Ledger.INSTRUCTION, instruction),
            "photo": link_of(photo),
        }
        _add(mcu, named, told, dry_run=dry_run)
    elif action is Action.WITHDRAW:
        refuse_others(ctx, action, "--reason", "--file", "--dry-run")
        source = TextSource(reason or None, file, is_reason=True)
        _say(mcu, ledger.withdrawn(mcu, Ledger.WORK, named, source, dry_run=dry_run), dry_run=dry_run)
    elif action is Action.LIST:
        refuse_others(ctx, action, "--appeal", "--department", "--all", "--limit", "--ids")
        _list(mcu, department, appeal, limit, everything=all_, ids=ids)
    else:
        refuse_others(ctx, action)
        ledger.show(mcu, Ledger.WORK, named)


def _meant(first: str, second: str) -> tuple[Action, str]:
    """Return the action, and what stands behind it; a sentence in its place is what was done.

    A single word is taken for an action alone: one that is mistyped must not enter a work.
    """
    word = first.strip()
    if fold(word) in _REMOVE:
        return Action.WITHDRAW, second
    action = find_word(Action, word, action_title) if word else Action.LIST
    if action is None and len(word.split()) == 1:
        raise UsageError(
            _("{word!r} is none of {actions}; what was done, if one word says it, stands behind `mcu done add`").format(
                word=word, actions=", ".join(Action)
            )
        )
    if second and action in {None, Action.LIST}:
        raise UsageError(_("{text!r} is too much; put what was done in quotes").format(text=second))
    return (Action.ADD, word) if action is None else (action, second)


def _district(mcu: Context, typed: str) -> str:
    """Return the district as departments.yaml spells it; one that does not stand there as it was typed, with a note."""
    district = ledger.one_line(typed)
    known = mcu.store.registry.municipality.population
    spelt = next((name for name in known if fold(name) == fold(district)), None)
    if district and known and spelt is None:
        mcu.out.note(
            _("departments.yaml knows no district {name!r}; it has {names}").format(
                name=district, names=", ".join(known)
            )
        )
    return spelt or district


def _add(mcu: Context, what: str, facts: dict[str, Any], *, dry_run: bool) -> None:
    if not what.strip():
        what = _asked(mcu, facts)
    what = _without_full_stop(ledger.one_line(what))
    facts = {"what": what, **facts}
    twins = _twins(mcu, facts)
    entered = bookkeeping.enter(mcu, Ledger.WORK, facts, also=ledger.still_on_record(mcu), dry_run=dry_run)
    _say(mcu, entered, dry_run=dry_run)
    if twins:
        mcu.out.note(
            _("{id} says the same already; if it is the same work, take this one back with `mcu undo`").format(
                id=twins[-1]
            )
        )
    _note_open(mcu, facts["instruction"])
    ledger.note_personal(mcu, what, facts["place"], facts["district"], facts["photo"])


def _without_full_stop(what: str) -> str:
    """Return what was done as reports print it, among others of its kind; the full stop of an abbreviation stays."""
    words = what.removesuffix(".")
    *_before, last = words.replace(".", " ").split() or [""]
    return what if words.endswith(".") or fold(last) in _ABBREVIATIONS else words


def _asked(mcu: Context, facts: dict[str, Any]) -> str:
    """Return what was done as the operator answers; how many and where is asked too, and put into `facts`."""
    if not mcu.interactive:
        raise UsageError(_("say what was done: mcu done 'WHAT' --count N --place TEXT"))
    what = ask(mcu, _("What was done?"))
    if not what:
        raise RefusedError(_("no answer was given; nothing was changed"))
    if facts["count"] is None:
        facts["count"] = ledger.asked(
            mcu, _("How many (empty: not counted)?"), lambda line: ledger.number_of(line, least=1) if line else None
        )
    facts["place"] = facts["place"] or ledger.one_line(ask(mcu, _("Where (empty: not said)?")))
    return what


def _twins(mcu: Context, facts: dict[str, Any]) -> list[str]:
    """Return the works on record that say the same: what, where and when."""
    import json

    def said(what: str, place: str, day: date | str) -> tuple[str, str, str]:
        return fold(what), fold(place), str(day)

    wanted = said(facts["what"], facts["place"], facts["day"])
    works = (json.loads(entry.data) for entry in ledger.items(mcu, Ledger.WORK))
    return [work["id"] for work in works if said(work["what"], work.get("place", ""), work["day"]) == wanted]


def _note_open(mcu: Context, instruction: str) -> None:
    from mcu_cli.domain.ledgers.vocabulary import ItemStatus

    if instruction and bookkeeping.found(mcu, Ledger.INSTRUCTION, instruction).status == ItemStatus.OPEN:
        mcu.out.note(_("{id} is not done on record yet; if it is now: mcu instruct done {id}").format(id=instruction))


def _list(  # which, and how
    mcu: Context, body: str, appeal: list[str] | None, limit: int | None, *, everything: bool, ids: bool
) -> None:
    import json

    from mcu_cli.render.works import print_works, work_json

    entries = ledger.items(
        mcu,
        Ledger.WORK,
        appeals=ledger.ids_of_appeals(mcu, appeal),
        department=ledger.department_of(mcu, body).id if body else "",
        everything=everything,
    )
    ledger.print_items(
        mcu,
        entries[::-1],
        limit=limit,
        ids=ids,
        as_json=lambda entry: work_json(json.loads(entry.data)),
        print_rows=lambda shown: print_works(mcu.out, shown),
        nothing=_("no work is on record; say what was done: mcu done 'WHAT' --count N --place TEXT"),
    )


def _say(mcu: Context, entered: Entered, *, dry_run: bool) -> None:
    from mcu_cli.render.works import work_json, work_line
    from mcu_cli.store.item_schema import plain_item

    plain = plain_item(entered.item)
    ledger.say_entered(mcu, entered, work_json(plain), work_line(plain), dry_run=dry_run)
