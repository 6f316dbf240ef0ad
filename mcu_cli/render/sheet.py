"""What the pages of appeals and of items of ledgers share: labelled facts, wrapped lines, and the commits of a log."""

from __future__ import annotations

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING

from mcu_cli.language import _
from mcu_cli.render.clean import clean, clean_line
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from mcu_cli.domain.registry import Registry
    from mcu_cli.render.out import Out

_WIDEST = 100
_LABELS = 26
Brought = tuple[str, str, str]  # of a commit: its id, its author, its subject


class Sheet:
    """Prints pages: by which names, in which zone, as of when."""

    def __init__(self, out: Out, registry: Registry, now: datetime) -> None:
        """Remember where to print and by what names."""
        self._out = out
        self._registry = registry
        self._now = now
        self._zone = registry.municipality.timezone
        self._width = min(out.width, _WIDEST)

    def taken_back(self, what: str, done: Brought, undone: Brought) -> None:
        """Print a command that was taken back, and its undo: each with moment (ISO 8601), commit and author."""
        self._out.say()
        moment = self._moment(datetime.fromisoformat(done[0]))
        said = _("taken back: {command}").format(command=clean_line(what))
        self._wrapped(f"{moment}  {said}", "    ")
        _at, commit, author = done
        said = _("commit {commit} of {author}").format(commit=commit[:12], author=clean_line(author))
        self._wrapped(f"    {said}", "      ")
        at, commit, author = undone
        said = _("taken back {moment} by commit {commit} of {author}").format(
            moment=self._moment(datetime.fromisoformat(at)), commit=commit[:12], author=clean_line(author)
        )
        self._wrapped(f"    {said}", "      ")

    def _provenance(self, event: str, by: str, recorded: datetime | None, brought: Brought | None) -> None:
        """Print of an event its id and who wrote it down, when if that was later, and the commit that `brought` it."""
        if recorded is not None:
            self._out.say("    " + _("recorded {moment}").format(moment=self._moment(recorded)))
        self._out.say("    " + _("event {id} by {by}").format(id=clean_line(event), by=clean_line(by)))
        if brought is None:
            self._out.say("    " + _("no commit found that brought it"))
            return
        commit, author, subject = brought
        said = _("commit {commit} of {author}: {subject}").format(
            commit=commit[:12], author=clean_line(author), subject=clean_line(subject)
        )
        self._wrapped(f"    {said}", "      ")

    def _field(self, label: str, value: str) -> None:
        self._wrapped(f"  {label}: ".ljust(_LABELS) + clean_line(value), " " * _LABELS)

    def _moment(self, moment: datetime | None) -> str:
        return moment_text(moment.astimezone(self._zone)) if moment else ""

    def _wrapped(self, line: str, hanging: str) -> None:
        """Print a line, broken between words where it is too long, what follows indented by `hanging`."""
        for part in textwrap.wrap(
            line, self._width, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
        ) or [""]:
            self._out.say(part)

    def _paragraphs(self, text: str, indent: str, mark: str = "") -> None:
        """Print a text, each line of it wrapped and indented; `mark` stands before the first, within the indent."""
        before = mark.ljust(len(indent)) if mark else indent
        for line in clean(text).split("\n"):
            wrapped = textwrap.wrap(line, self._width - len(indent), break_on_hyphens=False) or [""]
            for part in wrapped:
                self._out.say(f"{before}{part}".rstrip())
                before = indent
