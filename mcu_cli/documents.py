"""What is wrong with the documents that people write by hand beside the registries: saved filters, templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.domain.template_choice import name_of
from mcu_cli.language import LANGUAGES
from mcu_cli.store import press
from mcu_cli.store.documents import FILTERS, PRESS, TEMPLATES
from mcu_cli.store.filters import filter_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.errors import Problem


def problems_of_documents(documents: Mapping[str, bytes]) -> list[Problem]:
    """Return all that is wrong with `documents`, which are those of the store by their paths."""
    problems = filter_problems(documents.get(FILTERS))
    templates = {name_of(path): data for path, data in documents.items() if path.startswith(f"{TEMPLATES}/")}
    if templates:
        from mcu_cli.render.letters import Letters  # jinja2

        letters = Letters(templates)
        problems += [problem for name in templates for problem in letters.problems(name)]
    texts = {press.name_of(path): data for path, data in documents.items() if path.startswith(f"{PRESS}/")}
    if texts:
        from mcu_cli.press import unused_templates
        from mcu_cli.render.report.press import press_problems  # jinja2

        # Those that come with mcu have the same names in each language, and so can be taken in.
        sources = {**press.shipped_press_templates(LANGUAGES[0]), **texts}
        problems += [problem for name in texts for problem in press_problems(name, sources)]
        problems += unused_templates(texts, press.shipped_press_templates(LANGUAGES[0]))
    return list(dict.fromkeys(problems))  # one that several take in is wrong once
