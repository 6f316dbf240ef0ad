"""`mcu classify`: say what an appeal is about."""

from __future__ import annotations

from typing import Annotated

import typer

from mcu_cli.change import Change, carry_out
from mcu_cli.chosen import selected
from mcu_cli.commands.complete import Suggested, categories
from mcu_cli.commands.options import Auto, DryRun, Explain, Ids, Json, Reason, Yes
from mcu_cli.context import Context
from mcu_cli.domain import decisions
from mcu_cli.errors import UsageError
from mcu_cli.language import _


def classify(
    ctx: typer.Context,
    ids: Ids,
    category: Annotated[
        str,
        typer.Option(
            "--category",
            "-c",
            help=_("Group or group/topic of categories.yaml."),
            metavar="ID",
            click_type=Suggested(categories),
        ),
    ] = "",
    auto: Auto = False,
    explain: Explain = False,
    reason: Reason = "",
    yes: Yes = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Say what an appeal is about.

    The category is a group or a topic of categories.yaml. With --auto words and earlier appeals decide; what is not
    sure is left to you.
    """
    mcu = Context.of(ctx)
    if bool(category) == auto:
        raise UsageError(_("say what it is about with --category, or leave it to mcu with --auto"))
    if explain and not auto:
        raise UsageError(_("--explain says how --auto decides; give both"))
    if auto:
        from mcu_cli.commands.routes import Routes  # the rules of routing, which a name does without
        from mcu_cli.domain.routing.deciding import classify_by_rules

        entries = selected(mcu, ids)
        routes = Routes(mcu)
        change = Change(
            "classify",
            "by rules",
            _("Classify by the rules"),
            lambda appeal, act: classify_by_rules(appeal, act, mcu.rules, routes.of(appeal), reason=reason),
            yes=yes,
            dry_run=dry_run,
            more=routes.more(entries, explain=explain),
        )
        carry_out(mcu, entries, change)
        return
    found = mcu.store.registry.category(category)
    change = Change(
        "classify",
        found.id,
        _("Put under «{name}»").format(name=found.name),
        lambda appeal, act: decisions.classify(
            appeal, act, mcu.rules, mcu.store.registry.category(category), reason=reason
        ),
        yes=yes,
        dry_run=dry_run,
    )
    carry_out(mcu, selected(mcu, ids), change)
