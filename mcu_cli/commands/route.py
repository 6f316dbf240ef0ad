"""`mcu route`: say where appeals belong and why, without writing anything; measure how often that is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.chosen import selected
from mcu_cli.commands.complete import Suggested, appeals_or_queries
from mcu_cli.commands.options import Json
from mcu_cli.context import Context
from mcu_cli.errors import BadInputError, Problem, UsageError
from mcu_cli.language import _
from mcu_cli.texts import read_stdin


def route(
    ctx: typer.Context,
    ids: Annotated[
        list[str] | None,
        typer.Argument(
            help=_("These appeals, by id or by a query; - reads ids from standard input."),
            metavar="ID...",
            click_type=Suggested(appeals_or_queries),
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option("--text", "-t", help=_("A text that is no appeal yet; - reads standard input."), metavar="TEXT"),
    ] = None,
    measure: Annotated[
        Path | None,
        typer.Option(
            "--measure",
            help=_("A table whose texts people have put under groups; say how often mcu agrees."),
            metavar="FILE",
        ),
    ] = None,
    half: Annotated[
        int | None, typer.Option("--half", min=1, max=2, help=_("With --measure: one half of the table, 1 or 2."))
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", help=_("With --half: another way to draw the halves; 1 if unset."))
    ] = None,
    json: Json = False,
) -> None:
    """Say where appeals belong, and why.

    Writes nothing. With --measure it holds what the words say against a table that people have sorted.
    """
    from mcu_cli.commands.routes import Routes
    from mcu_cli.render.routing import routing_json, say_routing

    mcu = Context.of(ctx)
    if sum((bool(ids), text is not None, measure is not None)) != 1:
        raise UsageError(_("one thing is looked at; give appeals, or a text with --text, or a table with --measure"))
    if half is not None and measure is None:
        raise UsageError(_("--half is a half of a table; name the table with --measure"))
    if seed is not None and half is None:
        raise UsageError(_("--seed draws the halves of a table; say which one with --half"))
    if measure is not None:
        _measure(mcu, mcu.path(measure), half, seed if seed is not None else 1)
        return
    routes = Routes(mcu)
    if text is not None:
        said = read_stdin(mcu) if text == "-" else text
        if not said.strip():
            raise UsageError(_("the text is empty; say what the citizen wrote"))
        told = [(routes.of_text(said), said, "")]
    else:
        entries = selected(mcu, ids or [])
        appeals = (mcu.store.get(entry).appeal for entry in mcu.out.progress(entries, len(entries)))
        told = [(routes.of(appeal), appeal.text, appeal.id) for appeal in appeals]

    def human() -> None:
        for routing, of, appeal_id in told:
            say_routing(mcu.out, mcu.store.registry, routing, of, appeal_id)

    mcu.out.result([routing_json(routing, appeal_id) for routing, _text, appeal_id in told], human)


def _measure(mcu: Context, path: Path, half: int | None, seed: int) -> None:
    """Measure the words of the registry by the table at `path`, or by one half of it."""
    from mcu_cli.commands.import_map import known_maps  # yaml
    from mcu_cli.domain.routing.by_words import Words
    from mcu_cli.domain.routing.measuring import Labelled, Measurement, half_of, label, measure
    from mcu_cli.domain.routing.router import Router
    from mcu_cli.intake.labelled import read_labelled
    from mcu_cli.render.routing import measurement_json, say_measurement

    registry = mcu.store.registry
    found = Measurement()
    rows: list[Labelled] = []
    problems: list[Problem] = []
    labelled = read_labelled(path, zone=registry.municipality.timezone, now=mcu.local_now, shipped=known_maps())
    for row in mcu.out.progress(labelled, None, _("reading")):
        if isinstance(row, Problem):
            problems.append(row)
            continue
        if half is not None and half_of(row.text, seed) != half:
            continue
        found.rows += 1
        known = label(registry, row.text, row.group, row.topic)
        if known is None:
            found.unknown[row.group or row.topic or "-"] += 1
        else:
            rows.append(known)
    if not rows:
        raise BadInputError(
            _("no row of {file} has a group that categories.yaml knows; add its names as aliases").format(
                file=path.name
            )
        )
    measure(Router(registry, (Words(registry),)), mcu.out.progress(rows, len(rows)), mcu.now, found)
    which = {"file": path.name, "half": half, "seed": seed if half is not None else None}

    def human() -> None:
        if half is None:
            mcu.out.say(_("{file}, the whole table: what the words say, labels hidden").format(file=path.name))
        else:
            mcu.out.say(
                _("{file}, half {half} as drawn by seed {seed}: what the words say, labels hidden").format(
                    file=path.name, half=half, seed=seed
                )
            )
        say_measurement(mcu.out, registry, found)
        for name, count in sorted(found.unknown.items()):
            mcu.out.note(_("«{name}» is no group of categories.yaml: {n}").format(name=name, n=count))
        for problem in problems:
            mcu.out.problem(problem)

    mcu.out.result({**which, **measurement_json(found)}, human, problems)
