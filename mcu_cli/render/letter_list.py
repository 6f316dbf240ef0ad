"""Templates of answers in a list, and one of them with what it needs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.names import title
from mcu_cli.domain.template_choice import meaning, path_of
from mcu_cli.language import _
from mcu_cli.render.clean import clean, shortened
from mcu_cli.render.tables import print_table
from mcu_cli.render.template_source import source_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.domain.registry import Registry
    from mcu_cli.render.letters import Letters
    from mcu_cli.render.out import Out

_FIRST_WORDS = 70
_LOOKED_AT = 2_000  # characters in which these are looked for; a tag that is never closed is not followed further
_HEADING = re.compile(r"\s*\{#-?(.*?)-?#\}", re.DOTALL)  # the remark at the top says what a template is for
_NO_TEXT = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)


def print_templates(out: Out, letters: Letters, names: Sequence[str], registry: Registry) -> None:
    """Print a table of templates: name, category, outcome, first words; with --json an array of objects."""
    found = [template_json(letters, name) for name in names]

    def human() -> None:
        rows = [
            (
                one["name"],
                _category(registry, one["category"] or ""),
                _answer(one["name"]),
                _("not in order; `mcu template {name}` says why").format(name=one["name"])
                if one["fields"] is None
                else shortened(one["words"], _FIRST_WORDS),
            )
            for one in found
        ]
        print_table(out, (_("template"), _("category"), _("outcome"), _("text")), rows)

    out.result(found, human)


def print_template(out: Out, letters: Letters, name: str, registry: Registry) -> None:
    """Print a template in order: where it stands, for what, its text as it is written, the fields it uses."""
    source = source_of(path_of(name), letters.sources[name])
    data = {**template_json(letters, name), "text": source if isinstance(source, str) else ""}

    def human() -> None:
        said = [path_of(name), _category(registry, data["category"] or ""), _answer(name)]
        out.say("  ".join(part for part in said if part))
        out.say()
        out.say(clean(data["text"]).rstrip("\n"))
        out.say()
        fields = data["fields"]
        out.say(_("fields: {names}").format(names=", ".join(fields)) if fields else _("it uses no fields"))

    out.result(data, human)


def template_json(letters: Letters, name: str) -> dict[str, Any]:
    """Return a template as an object of a list; `fields` is null where it is not in order."""
    told = meaning(name)
    source = source_of(path_of(name), letters.sources[name])
    text = source if isinstance(source, str) else ""
    heading = _HEADING.match(text)
    return {
        "name": name,
        "path": path_of(name),
        "category": told.category or None,
        "kind": told.kind,
        "outcome": told.outcome,
        "fields": None if letters.problems(name) else letters.fields(name),
        "words": shortened(heading[1] if heading else _NO_TEXT.sub(" ", text[:_LOOKED_AT]), _FIRST_WORDS),
    }


def _category(registry: Registry, category: str) -> str:
    return registry.category_title(category) if category in registry.categories else ""


def _answer(name: str) -> str:
    told = meaning(name)
    return title(told.outcome or told.kind) if told.kind else ""
