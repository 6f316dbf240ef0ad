"""The one door through which mcu speaks: results on stdout, notes and errors on stderr, JSON in one envelope."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from mcu_cli.errors import Problem
from mcu_cli.language import _
from mcu_cli.render.clean import clean, clean_line
from mcu_cli.render.lost import to_stdout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ENVELOPE = 1


@dataclass
class Out:
    """Where output goes. `width` and `height` are those of the terminal; `colour` says whether stdout takes it."""

    stdout: TextIO
    stderr: TextIO
    width: int = 80
    height: int = 24
    colour: bool = False
    terminal: bool = False
    progress_shown: bool = False
    json: bool = False
    quiet: bool = False

    def say(self, text: str = "") -> None:
        """Write a line of the result; strangers' control characters are made visible."""
        self.raw(clean(text) + "\n")

    def raw(self, text: str) -> None:
        """Write text whose parts were cleaned before: a rendered table with its colours."""
        with to_stdout():
            self.stdout.write(text)

    def document(self, document: str | bytes) -> None:
        """Write a whole document, a workbook as its bytes; its parts were cleaned before."""
        if isinstance(document, str):
            self.raw(document)
            return
        with to_stdout():
            self.stdout.flush()
            self.stdout.buffer.write(document)

    def _tell(self, text: str) -> None:
        with contextlib.suppress(OSError):  # where stderr takes no more there is nobody to tell, and work to finish
            self.stderr.write(text)

    def note(self, text: str) -> None:
        """Tell something beside the result, on stderr."""
        if not self.quiet:
            self._tell(clean(text) + "\n")

    def error(self, text: str, problems: Sequence[Problem] = ()) -> None:
        """Say what is wrong, on stderr; with --json also as the envelope on stdout."""
        self._tell(f"mcu: {clean_line(text)}\n")
        for problem in problems:
            self.problem(problem)
        if self.json:
            self._envelope(None, problems or [Problem(text)])

    def problem(self, problem: Problem) -> None:
        """Tell one problem on stderr: place, then sentence."""
        where = problem.where()
        if problem.row is not None:
            row = _("row {n}").format(n=problem.row)
            where = f"{where}, {row}" if where else row
        if problem.field:
            where = f"{where}, {problem.field}" if where else problem.field
        said = f"{where}: {problem.message}" if where else problem.message
        self._tell(f"  {clean_line(said)}\n")

    def result(self, data: Any, human: Callable[[], None], problems: Sequence[Problem] = ()) -> None:
        """Print a result: the envelope with --json, else what `human` prints.

        `data`, or a member of it, may be an iterator: a list of any length, told value by value.
        """
        if self.json:
            self._envelope(data, problems)
        else:
            human()

    def _envelope(self, data: Any, problems: Sequence[Problem]) -> None:
        envelope = {"mcu": ENVELOPE, "data": data, "problems": [problem.as_json() for problem in problems]}
        # Surrogates cannot be written; everything else a stranger wrote is safe inside a JSON string, controls
        # and marks of direction escaped.
        from mcu_cli.render.json_text import escaped, laid_out  # where somebody wants it

        for piece in laid_out(envelope):
            self.raw(escaped(piece))
        self.raw("\n")

    def progress(self, items: Iterable[Any], total: int | None, title: str = "") -> Iterator[Any]:
        """Yield `items`, with a bar on stderr where that is a terminal and there are many, or nobody knows how many."""
        if not self.progress_shown or (total is not None and total < _MANY):
            yield from items
            return
        from rich.console import Console  # heavy, and seldom needed
        from rich.progress import Progress

        with Progress(console=Console(file=self.stderr), transient=True) as bar:
            yield from bar.track(items, total=total, description=title or _("working"))


_MANY = 500
