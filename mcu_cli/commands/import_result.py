"""What `mcu import` says of its result, to a person and to a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.language import _, ngettext
from mcu_cli.render.clean import clean_line
from mcu_cli.render.likely import likely_json, summary_lines
from mcu_cli.wording import appeals_text, number_text

if TYPE_CHECKING:
    from mcu_cli.context import Context
    from mcu_cli.importing import Result

_NAMES_SHOWN = 30


def say(mcu: Context, result: Result, *, dry_run: bool) -> None:
    """Say what an import did, or would do: counts, names that no registry knows, appeals like others, rows left."""
    out = mcu.out
    if dry_run:
        out.note(_("dry run: nothing was written"))
    out.say(_("new: {appeals}").format(appeals=appeals_text(result.new)))
    out.say(_("updated: {appeals}").format(appeals=appeals_text(result.updated)))
    out.say(_("unchanged: {appeals}").format(appeals=appeals_text(result.unchanged)))
    _say_adopted(mcu, result)
    if result.chatter:
        out.say(_("marked as chatter: {appeals}").format(appeals=appeals_text(result.chatter)))
    _say_all_unknown(mcu, result)
    for line in summary_lines(result.likely, mcu.store.registry.municipality.timezone):
        out.note(line)
    for heading in result.unknown_headings:
        out.note(_("the column «{heading}» is not known and was left alone").format(heading=heading))
    if result.commit:
        out.say(_("commit {commit}").format(commit=result.commit[:10]))
    _say_rejected(mcu, result)


def _say_adopted(mcu: Context, result: Result) -> None:
    for title, entries in (
        (_("departments adopted:"), result.adoption.departments),
        (_("categories adopted:"), result.adoption.categories),
    ):
        if entries:
            mcu.out.say(title)
            for entry in entries:
                mcu.out.say(f"  {entry.id}: {entry.name}")


def _say_all_unknown(mcu: Context, result: Result) -> None:
    out = mcu.out
    _say_unknown(mcu, _("departments that departments.yaml does not know:"), dict(result.unknown_departments))
    topics = {": ".join(part for part in names if part): n for names, n in result.unknown_topics.items()}
    _say_unknown(mcu, _("topics that categories.yaml does not know:"), topics)
    if result.unknown_departments or result.unknown_topics:
        out.note(_("their names are kept; add them as aliases, or import with --adopt"))
    if result.likely_municipality:
        out.note(
            _(
                "if «{name}» is the administration as a whole, take this import back (`mcu undo`), write the name into "
                "municipality.aliases of departments.yaml, run `mcu record` and import again: "
                "then «Исполнитель» is the department"
            ).format(name=result.likely_municipality)
        )


def _say_rejected(mcu: Context, result: Result) -> None:
    if result.rejected:
        mcu.out.note(
            ngettext("{n} row was not taken:", "{n} rows were not taken:", result.rejected).format(
                n=number_text(result.rejected)
            )
        )
        for problem in result.problems:
            mcu.out.problem(problem)
        if result.rejected_file:
            mcu.out.note(_("they are in {path}, each with its reason").format(path=clean_line(result.rejected_file)))


def _say_unknown(mcu: Context, title: str, names: dict[str, int]) -> None:
    if not names:
        return
    mcu.out.note(title)
    ranked = sorted(names.items(), key=lambda item: (-item[1], item[0]))
    for name, n in ranked[:_NAMES_SHOWN]:
        mcu.out.note(f"  {name} ({n})")
    if len(ranked) > _NAMES_SHOWN:
        mcu.out.note("  …")


def as_json(result: Result) -> dict[str, Any]:
    """Return the same for programs."""
    return {
        "commit": result.commit,
        "new": result.new,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": result.rejected,
        "adopted": len(result.adoption),
        "adopted_departments": [{"id": d.id, "name": d.name} for d in result.adoption.departments],
        "adopted_categories": [{"id": c.id, "name": c.name} for c in result.adoption.categories],
        "unknown_departments": [{"name": name, "count": n} for name, n in sorted(result.unknown_departments.items())],
        "unknown_topics": [
            {"group": group, "topic": topic, "count": n} for (group, topic), n in sorted(result.unknown_topics.items())
        ],
        "unknown_columns": list(result.unknown_headings),
        "chatter": result.chatter,
        "likely": [{"id": one.id, "likely": likely_json(one.id, one.found)} for one in result.likely],
        "notes": list(result.notes),
        "rejected_file": result.rejected_file or None,
    }
