"""`mcu add`: register an appeal that came by telephone, by letter, in person or on the urgent line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.asking import ask, choose
from mcu_cli.commands.complete import Suggested, categories, departments
from mcu_cli.commands.options import DryRun, File, Json, Text
from mcu_cli.commands.word import OneOf
from mcu_cli.context import Context
from mcu_cli.domain.appeal import Appeal, Author, Place
from mcu_cli.domain.days import moment_of
from mcu_cli.domain.vocabulary import AppealKind, Channel, Priority
from mcu_cli.errors import McuError, UsageError
from mcu_cli.language import _
from mcu_cli.texts import TextSource, text_for
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from datetime import datetime

    from mcu_cli.domain.likeness import Likeness
    from mcu_cli.domain.registry import Registry

_EARLIEST = 2000
# As they come to a clerk who registers by hand, the most usual first.
_BY_HAND = (
    Channel.PHONE,
    Channel.RECEPTION,
    Channel.LETTER,
    Channel.URGENT,
    Channel.MAIL,
    Channel.BOT,
    Channel.PAGE,
    Channel.POS,
    Channel.INCIDENT,
)


def add(
    ctx: typer.Context,
    channel: Annotated[
        Channel | None,
        typer.Option(
            "--channel",
            click_type=OneOf(Channel),
            help=_("How it came: phone, letter, reception, urgent, mail, bot, page."),
        ),
    ] = None,
    text: Text = None,
    file: File = None,
    received: Annotated[
        str,
        typer.Option(
            "--received",
            help=_("When it came, if not now: 2025-12-24T20:06, 24.12.2025 20:06 or a day."),
            metavar="MOMENT",
        ),
    ] = "",
    category: Annotated[
        str,
        typer.Option("--category", "-c", help=_("What it is about."), metavar="ID", click_type=Suggested(categories)),
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            "-d",
            help=_("Assign it to this department at once."),
            metavar="NAME",
            click_type=Suggested(departments),
        ),
    ] = "",
    priority: Annotated[
        Priority | None, typer.Option("--priority", "-p", click_type=OneOf(Priority), help=_("How much it presses."))
    ] = None,
    kind: Annotated[
        AppealKind | None, typer.Option("--kind", click_type=OneOf(AppealKind), help=_("Kind by 59-FZ art. 4."))
    ] = None,
    name: Annotated[str, typer.Option("--name", help=_("Name of the citizen."))] = "",
    phone: Annotated[str, typer.Option("--phone", help=_("Telephone of the citizen."))] = "",
    email: Annotated[str, typer.Option("--email", help=_("E-mail of the citizen."))] = "",
    address: Annotated[str, typer.Option("--address", help=_("Postal address for the answer."))] = "",
    district: Annotated[str, typer.Option("--district", help=_("District it is about."))] = "",
    settlement: Annotated[str, typer.Option("--settlement", help=_("Town or village it is about."))] = "",
    street: Annotated[str, typer.Option("--street", help=_("Street it is about."))] = "",
    house: Annotated[str, typer.Option("--house", help=_("House it is about."))] = "",
    flat: Annotated[str, typer.Option("--flat", help=_("Flat it is about."))] = "",
    against: Annotated[
        list[str] | None,
        typer.Option(
            "--against",
            help=_("Whom it complains about: never assigned to them; may be repeated."),
            metavar="NAME",
            click_type=Suggested(departments),
        ),
    ] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help=_("A free mark; may be repeated."))] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Register an appeal by hand.

    For what came by telephone, by letter, in person or on the urgent line; on a terminal what is missing is asked.
    """
    mcu = Context.of(ctx)
    registry = mcu.store.registry
    if channel is None:
        if not mcu.interactive:
            raise UsageError(_("say how it came with --channel {choices}").format(choices="|".join(_BY_HAND)))
        channel = choose(mcu, _("How did it come?"), _BY_HAND)
    came = _moment(mcu, received)
    category_id = registry.category(category).id if category else ""
    department = registry.department(to) if to else None
    priority = priority or (Priority.URGENT if channel is Channel.URGENT else Priority.NORMAL)

    def asked(question: str) -> str:
        """Ask what was not given, where the text was asked for too: then somebody sits there and answers."""
        return ask(mcu, question) if mcu.interactive and text is None and file is None else ""

    with text_for(mcu, TextSource(text, file), name="add", about=_("What does the citizen say?")) as words:
        draft = Appeal(
            id="",
            channel=channel,
            received=came,
            text=words,
            kind=kind,
            author=Author(
                name=name or asked(_("Name of the citizen (empty: not given):")),
                phone=phone or asked(_("Telephone (empty: not given):")),
                email=email,
                address=address,
            ),
            place=Place(
                district=district,
                settlement=settlement,
                street=street or asked(_("Street it is about (empty: not given):")),
                house=house or asked(_("House (empty: not given):")),
                flat=flat,
            ),
            against=tuple(_known(registry, name) for name in against or ()),
            tags=tuple(tag or ()),
        )
        _register(mcu, draft, category_id, department, priority, dry_run=dry_run)


def _known(registry: Registry, name: str) -> str:
    """Return the id of a department; a name that the registry does not know, of a person perhaps, stands for itself."""
    found = registry.find_department(name)
    return found.id if found is not None else name


def _register(  # the draft and what is decided about it at once
    mcu: Context, draft: Appeal, category: str, department: object, priority: Priority, *, dry_run: bool
) -> None:
    from dataclasses import replace

    from mcu_cli.change import entries_json
    from mcu_cli.domain import decisions
    from mcu_cli.domain.registry import Department
    from mcu_cli.render.entries import outcome_line
    from mcu_cli.render.likely import likely_json, likely_lines
    from mcu_cli.store.numbering import appeal_numbers
    from mcu_cli.store.schema import write_appeal
    from mcu_cli.store.trailers import Message

    with mcu.store.writing("add", now=mcu.local_now) as transaction:
        act = mcu.act(transaction)
        appeal_id = appeal_numbers(mcu.store)(act.at)
        appeal = decisions.register(
            replace(draft, id=str(appeal_id)), act, mcu.rules, category=category, priority=priority
        )
        if isinstance(department, Department):
            appeal = decisions.assign(appeal, act, mcu.store.registry, department)
        commit = None
        if not dry_run:
            transaction.put(appeal_id.path, write_appeal(appeal))
            commit = transaction.commit(Message("add", f"{appeal.id}: {appeal.channel}", (appeal.id,)))
    found = [] if dry_run else resembling(mcu, appeal.id)

    def human() -> None:
        if dry_run:
            mcu.out.note(_("dry run: nothing was written"))
        mcu.out.say(outcome_line(mcu.store.registry, appeal))
        by = appeal.state.due.register
        if by is not None and act.at > by:
            zone = mcu.store.registry.municipality.timezone
            mcu.out.note(_("registered late: it was to be by {moment}").format(moment=moment_text(by.astimezone(zone))))
        for line in likely_lines(appeal.id, found, mcu.store.registry.municipality.timezone):
            mcu.out.say(line)

    data = {"commit": commit, "appeals": entries_json(mcu, [appeal]), "likely": likely_json(appeal.id, found)}
    mcu.out.result(data, human)


def resembling(mcu: Context, appeal_id: str) -> list[Likeness]:
    """Return what the new appeal looks like; where another one cannot be read, that is said and holds up nothing."""
    from mcu_cli.store.likely import likely  # sqlite3

    try:
        return likely(mcu.store, appeal_id)
    except McuError as error:
        mcu.out.note(str(error))
        return []


def _moment(mcu: Context, text: str) -> datetime:
    """Return when the appeal came: now, or a moment or a day in the municipality's time, never in the future."""
    if not text:
        return mcu.local_now
    zone = mcu.store.registry.municipality.timezone
    moment = moment_of(text, today=mcu.today, zone=zone)
    if moment.year < _EARLIEST:
        raise UsageError(_("{text} is before {year}; that cannot be").format(text=text, year=_EARLIEST))
    if moment > mcu.local_now:
        raise UsageError(_("{text!r} is in the future; an appeal cannot have come yet").format(text=text))
    return moment
