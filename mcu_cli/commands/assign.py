"""`mcu assign`: hand an appeal to the department that answers."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.complete import Suggested, departments
from mcu_cli.commands.options import Auto, DryRun, Executor, Explain, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.errors import UsageError
from mcu_cli.language import _


def assign(
    ctx: typer.Context,
    ids: Ids,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help=_("The department: id, name or alias of departments.yaml."),
            metavar="NAME",
            click_type=Suggested(departments),
        ),
    ] = "",
    auto: Auto = False,
    explain: Explain = False,
    executor: Executor = "",
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Hand an appeal to the department that answers.

    With --auto the category decides, or else words and earlier appeals do, and the place; what is not sure is left to
    you.
    """
    mcu = Context.of(ctx)
    if bool(to) == auto:
        raise UsageError(_("say who answers with --to, or leave it to mcu with --auto"))
    if explain and not auto:
        raise UsageError(_("--explain says how --auto decides; give both"))
    entries = selected(mcu, ids)
    if auto:
        from mcu_cli.commands.routes import Routes  # the rules of routing, which a name does without
        from mcu_cli.domain.routing.deciding import assign_by_rules

        routes = Routes(mcu)
        change = Change(
            "assign",
            "by rules",
            _("Assign by the rules"),
            lambda appeal, act: assign_by_rules(
                appeal, act, mcu.rules, routes.of(appeal), executor=executor, reason=reason
            ),
            yes=yes,
            dry_run=dry_run,
            more=routes.more(entries, explain=explain),
        )
        carry_out(mcu, entries, change)
        return
    department = mcu.store.registry.department(to)
    change = Change(
        "assign",
        department.id,
        _("Assign to «{name}»").format(name=department.name),
        # Looked up each time: the registry may be another one by the time the lock is held.
        lambda appeal, act: decisions.assign(
            appeal, act, mcu.store.registry, mcu.store.registry.department(to), executor=executor, reason=reason
        ),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, entries, change)
