"""What the commands of the ledgers share: their options, which action takes which, and what an item names."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from mcu_cli.asking import ask
from mcu_cli.bookkeeping import change, found
from mcu_cli.commands.complete import Suggested, appeals, departments
from mcu_cli.domain.ledgers.polling import MOST
from mcu_cli.errors import ConflictError, NotFoundError, RefusedError, UsageError
from mcu_cli.language import _, ngettext
from mcu_cli.texts import text_for
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from mcu_cli.bookkeeping import Also, Entered
    from mcu_cli.context import Context
    from mcu_cli.domain.ledgers.item import Item
    from mcu_cli.domain.ledgers.ledger import Ledger
    from mcu_cli.domain.registry import Department
    from mcu_cli.domain.steps import Act
    from mcu_cli.store.rows import ItemEntry
    from mcu_cli.store.transaction import Transaction
    from mcu_cli.texts import TextSource

Answer = TypeVar("Answer")  # the syntax of 3.12 comes when 3.11 goes
_SHOWN_ON_A_TERMINAL = 50

Appeals = Annotated[
    list[str] | None,
    typer.Option(
        "--appeal",
        help=_("An appeal that it is about; may be repeated. With list: those about it."),
        metavar="ID",
        click_type=Suggested(appeals),
    ),
]
Body = Annotated[
    str,
    typer.Option(
        "--to",
        "-d",
        help=_("The department that has to do it: id, name or alias. With list: its own alone."),
        metavar="NAME",
        click_type=Suggested(departments),
    ),
]
Withdrawn = Annotated[bool, typer.Option("--all", "-a", help=_("With list: those that do not count any more too."))]
ItemIds = Annotated[bool, typer.Option("--ids", help=_("With list: print the ids alone, one a line."))]
Limit = Annotated[int | None, typer.Option("--limit", "-n", min=0, help=_("With list: at most so many."))]


def one_line(text: str) -> str:
    """Return a word of an item as it is kept: on one line, without blanks around it."""
    return " ".join(text.split())


def asked(mcu: Context, question: str, read: Callable[[str], Answer]) -> Answer:
    """Return what `read` makes of the operator's answer; asks again where that cannot be read.

    An empty answer is read once: what it raises goes through.
    """
    while line := ask(mcu, question):
        try:
            return read(line)
        except (UsageError, NotFoundError) as error:
            mcu.out.note(str(error))
    return read("")


def department_of(mcu: Context, typed: str, question: str = "") -> Department:
    """Return the department that was typed, or is asked for on a terminal with `question`."""
    registry = mcu.store.registry

    def known(name: str) -> Department:
        if not name:
            raise RefusedError(_("no answer was given; nothing was changed"))
        return registry.department(name)

    return registry.department(typed) if typed else asked(mcu, question, known)


def ids_of_appeals(mcu: Context, typed: Iterable[str] | None) -> tuple[str, ...]:
    """Return the whole ids of the appeals typed, each once."""
    return tuple(dict.fromkeys(mcu.store.resolve(text, now=mcu.now).id for text in typed or ()))


def id_of_item(mcu: Context, ledger: Ledger, typed: str) -> str:
    """Return the whole id of an item of another ledger; empty where none is named.

    Raises RefusedError for one that does not count any more.
    """
    from mcu_cli.domain.ledgers.vocabulary import ItemStatus

    if not typed:
        return ""
    entry = found(mcu, ledger, typed)
    if entry.status == ItemStatus.WITHDRAWN:
        raise RefusedError(_("{id} was withdrawn and does not count; nothing is done with it").format(id=entry.id))
    return entry.id


def still_on_record(mcu: Context) -> Also:
    """Return what looks under the lock whether all that a new item names is there still: it was looked up before."""
    from json import dumps

    def look(_transaction: Transaction, _act: Act, item: Item) -> tuple[str, ...]:
        facts = item.facts
        names = [*facts.get("appeals", ()), *(facts[name] for name in ("reception", "instruction") if name in facts)]
        there = mcu.store.index.query(
            "SELECT id FROM appeals WHERE id IN (SELECT value FROM json_each(:names)) "
            "UNION ALL SELECT id FROM items WHERE id IN (SELECT value FROM json_each(:names))",
            {"names": dumps(names)},
        )
        gone = set(names) - {name for (name,) in there}
        if gone:
            raise ConflictError(
                _("{id} was taken back by another command meanwhile; look at `mcu list`").format(id=min(gone))
            )
        return ()  # the appeals themselves are not touched

    return look


def refuse_too_many(option: str, number: int | None) -> None:
    """Raise UsageError for a number that can only be a slip of the keyboard."""
    if number is not None and number > MOST:
        raise UsageError(
            _("{option}: {n} is more than can be; the most is {most}").format(
                option=option, n=number, most=number_text(MOST)
            )
        )


def number_of(typed: str, *, least: int = 0) -> int:
    """Return a number as it was typed at a question, with blanks between its groups or not; raises UsageError."""
    digits = "".join(typed.split())
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST)) and int(digits) >= least):
        raise UsageError(
            _("{text!r} is not a number from {least} to {most}").format(text=typed, least=least, most=number_text(MOST))
        )
    return int(digits)


def items(
    mcu: Context, ledger: Ledger, *, appeals: Collection[str] = (), department: str = "", everything: bool = False
) -> list[ItemEntry]:
    """Return the items of a ledger that count, or `everything`; of appeals or a department where they are named."""
    import json

    from mcu_cli.domain.ledgers.vocabulary import ItemStatus

    entries = mcu.store.index.items("ledger = ?", (ledger.value,), "ORDER BY day, year, series, number")

    def is_meant(entry: ItemEntry) -> bool:
        if entry.status == ItemStatus.WITHDRAWN and not everything:
            return False
        if not (appeals or department):
            return True
        facts = json.loads(entry.data)
        about = not appeals or any(name in appeals for name in facts.get("appeals", ()))
        return about and department in {"", facts.get("executor"), facts.get("department")}

    return [entry for entry in entries if is_meant(entry)]


def print_items(  # what, how, and how many
    mcu: Context,
    entries: Sequence[ItemEntry],
    *,
    limit: int | None,
    ids: bool,
    as_json: Callable[[ItemEntry], dict[str, Any]],
    print_rows: Callable[[Sequence[ItemEntry]], None],
    nothing: str,
) -> None:
    """Print a list of items: ids alone, JSON, or a table; on a terminal not more than a screenful or two.

    `nothing` is told where there is none.
    """
    if ids and mcu.out.json:
        raise UsageError(_("choose one of --ids and --json"))
    most = _SHOWN_ON_A_TERMINAL if limit is None and mcu.out.terminal and not (ids or mcu.out.json) else limit
    shown = entries[:most]
    if ids:
        for entry in shown:
            mcu.out.say(entry.id)
        return

    def human() -> None:
        print_rows(shown)
        if not entries:
            mcu.out.note(nothing)
        if len(shown) < len(entries):
            total = len(entries)
            mcu.out.note(
                ngettext("{n} of {total}; --limit shows more", "{n} of {total}; --limit shows more", total).format(
                    n=number_text(len(shown)), total=number_text(total)
                )
            )

    mcu.out.result([as_json(entry) for entry in shown], human)


def show(mcu: Context, which: Ledger, typed: str, more: Callable[[Item], None] | None = None) -> None:
    """Show an item whole: facts, state, history, and what `more` prints; with --json the file itself."""
    from mcu_cli.render.items import ItemPage
    from mcu_cli.store.item_schema import plain_item
    from mcu_cli.store.ledger_items import get_item

    entry = found(mcu, which, typed)
    item = get_item(mcu.store, entry).item
    if mcu.store.is_edited(entry):
        mcu.out.note(
            _("{path} was changed by hand; shown is what is on record (`mcu record` takes the change in)").format(
                path=entry.path
            )
        )

    def human() -> None:
        ItemPage(mcu.out, mcu.store.registry, mcu.now).show(item)
        if more is not None:
            more(item)

    mcu.out.result(plain_item(item), human)


def withdrawn(mcu: Context, which: Ledger, typed: str, source: TextSource, *, dry_run: bool) -> Entered:
    """Withdraw an item: it stays on record with the reason, and does not count any more."""
    from mcu_cli.domain.ledgers.steps import step
    from mcu_cli.domain.ledgers.vocabulary import ItemEvent

    item_id = found(mcu, which, typed).id
    with text_for(mcu, source, name=f"withdraw-{item_id}", about=_("Why does it not count any more?")) as words:
        return change(
            mcu, which, item_id, lambda item, act: step(item, ItemEvent.WITHDRAWN, act, reason=words), dry_run=dry_run
        )


def say_entered(mcu: Context, entered: Entered, data: dict[str, Any], line: str, *, dry_run: bool) -> None:
    """Say what became of an item: as `line`, or with --json the commit and the item as lists show it."""

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        mcu.out.say(line)

    mcu.out.result({"commit": entered.commit, "item": data}, human)


def note_personal(mcu: Context, *texts: str) -> None:
    """Say so where a text that reports print looks personal: a report for everybody cannot be made of it."""
    from mcu_cli.domain.personal import personal_marks, title_of_mark
    from mcu_cli.trusted_names import TrustedNames

    trusted = TrustedNames(mcu.store.registry)
    kinds = dict.fromkeys(
        mark.kind
        for text in texts
        for mark in personal_marks(text)
        if text not in trusted and not trusted.hold(text[mark.start : mark.end], mark.kind)
    )
    for kind in kinds:
        mcu.out.note(
            _("this looks like {kind}, and reports for everybody print it; if so, mend it by `mcu undo`").format(
                kind=title_of_mark(kind)
            )
        )
