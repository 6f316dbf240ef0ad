"""Press texts at work: which template is meant, whether it is in order, and the paragraphs of one report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mcu_cli.errors import BadInputError, Problem
from mcu_cli.language import _, ngettext, speaking
from mcu_cli.store.press import path_of, press_templates_of, shipped_press_templates
from mcu_cli.wording import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mcu_cli.context import Context
    from mcu_cli.render.report.text import Data
    from mcu_cli.render.templates import MissingFieldError

ANY = "report"  # the template of every period that has none of its own


def press_text(mcu: Context, data: Data, language: str, *, commit: str = "") -> list[str]:
    """Return the paragraphs of a report in `language`, by the templates of HEAD or of an older `commit`.

    What the store does not have comes with mcu. To be called in the language of the operator, to whom is told what is
    wrong: raises BadInputError, with files and lines, where a template is not in order, or says nothing, or too much.
    """
    from mcu_cli.render.report.press import press_paragraphs, press_problems
    from mcu_cli.render.templates import MissingFieldError, TextTooLongError

    own, shipped = press_templates_of(mcu.store, commit or "HEAD"), shipped_press_templates(language)
    name, sources = template_for(data["period"]["kind"], own, shipped), {**shipped, **own}
    path = path_of(name)
    if not commit:
        _note_edited(mcu)
        for problem in unused_templates(own, shipped):
            mcu.out.note(f"{problem.file}: {problem.message}")
    problems = press_problems(name, sources)
    if problems:
        message = _("the press template {path} is not in order; mend what is listed here and run `mcu record`")
        raise BadInputError(message.format(path=path), problems)
    try:
        with speaking(language):
            paragraphs = press_paragraphs(data, name, sources)
    except MissingFieldError as error:
        raise _missing(error) from None
    except TextTooLongError:
        message = _("the text of the press template {path} grows too long; shorten the template")
        raise BadInputError(message.format(path=path)) from None
    if not paragraphs:
        message = _("the press template {path} says nothing for this period; mend the template")
        raise BadInputError(message.format(path=path))
    with speaking(language):
        return [*paragraphs, *_without_unreadable(data)]


def unused_templates(own: Mapping[str, bytes], shipped: Mapping[str, bytes]) -> list[Problem]:
    """Return a warning for each template of a store that no report takes, by its name or through another."""
    from mcu_cli.render.report.press import press_taken_in
    from mcu_cli.reports.periods import Kind

    sources = {**shipped, **own}
    entries = {ANY, *Kind, *shipped}
    used = {inner for name in own if name in entries for inner in press_taken_in(name, sources)}
    kinds = ", ".join((ANY, *Kind))
    return [
        Problem(
            _("no report takes this template; name it by its period ({kinds}), or let one of these include it").format(
                kinds=kinds
            ),
            file=path_of(name),
            level="warning",
        )
        for name in own
        if name not in entries and name not in used
    ]


def _without_unreadable(data: Data) -> list[str]:
    """Return what the text has to say of files that cannot be read: its figures are without them."""
    n = len(data["uncounted"])
    if not n:
        return []
    return [
        ngettext(
            "{n} file of the record cannot be read; the figures are without it.",
            "{n} files of the record cannot be read; the figures are without them.",
            n,
        ).format(n=number_text(n))
    ]


def press_words(mcu: Context, commit: str = "") -> list[str]:
    """Return the texts of the store's own templates, as HEAD or an older `commit` holds them: the press office's words.

    A telephone for journalists that stands there is meant to be published.
    """
    return [text.decode("utf-8", "replace") for text in press_templates_of(mcu.store, commit or "HEAD").values()]


def template_for(kind: str, own: Collection[str], shipped: Collection[str]) -> str:
    """Return the name of the template for a kind of period: the store's own before those that come with mcu."""
    return next(name for names in (own, shipped) for name in (kind, ANY) if name in names)


def _note_edited(mcu: Context) -> None:
    """Say which press templates stand otherwise in the folder than on record."""
    from mcu_cli.store.documents import PRESS, is_document

    for path in mcu.store.edited_paths(PRESS):
        if is_document(path):
            mcu.out.note(_("{name} was changed by hand and is not in force until `mcu record`").format(name=path))


def _missing(error: MissingFieldError) -> BadInputError:
    """Return what to say of a field that every report should have; no template in order can ask for another."""
    message = _("the report has no {field}; ask in the template whether it is defined").format(field=error.field)
    return BadInputError(message, [Problem(message, file=error.file, line=error.line)])
