"""Where a longer text comes from: an option, a file, standard input, or the operator's editor with a draft kept."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from mcu_cli.asking import YES, ask, ask_text
from mcu_cli.domain.words import fold
from mcu_cli.editor import edited
from mcu_cli.errors import BadInputError, McuError, UsageError
from mcu_cli.language import _
from mcu_cli.store.files import write_file
from mcu_cli.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mcu_cli.context import Context

_STDIN = "-"
_MARK = "#:"


@dataclass(frozen=True)
class TextSource:
    """What the operator gave: `text` (`-` means standard input) or `file` (likewise), or neither.

    `is_reason` where the option is --reason and not --text.
    """

    text: str | None
    file: Path | None
    is_reason: bool = False


@contextmanager
def text_for(mcu: Context, source: TextSource, *, name: str, about: str) -> Iterator[str]:
    """Yield the text, cleaned of blanks at its end; a draft from the editor is dropped when the block succeeds.

    `name` names the draft, `about` is shown above it in the editor. Raises UsageError where no text is to be had.
    """
    if source.text is not None and source.file is not None:
        raise UsageError(
            _("give the reason once: either --reason or --file")
            if source.is_reason
            else _("give the text once: either --text or --file")
        )
    if source.text is not None and source.text != _STDIN:
        yield _refuse_empty(source.text)
    elif source.text == _STDIN or (source.file is not None and str(source.file) == _STDIN):
        yield _refuse_empty(read_stdin(mcu))
    elif source.file is not None:
        yield _refuse_empty(_read(mcu.path(source.file)))
    elif mcu.interactive:
        with _draft(mcu, name, about) as text:
            yield text
    else:
        raise UsageError(
            _("a reason is needed; give it with --reason, --file, or --file - for standard input")
            if source.is_reason
            else _("a text is needed; give it with --text, --file, or --file - for standard input")
        )


@contextmanager
def edited_text(mcu: Context, start: str, *, name: str, about: str) -> Iterator[str]:
    """Yield what the operator makes of `start` in the editor, with the draft kept and dropped as `text_for` does."""
    if not (mcu.interactive and mcu.editor):
        raise UsageError(_("--edit needs a terminal and an editor; set EDITOR, or leave --edit out"))
    with _draft(mcu, name, about, start) as text:
        yield text


@contextmanager
def _draft(mcu: Context, name: str, about: str, start: str = "") -> Iterator[str]:
    path = mcu.store.private / "drafts" / f"{name}.txt"
    text = _edited(mcu, path, about, start) if mcu.editor else _typed(mcu, path, about)
    try:
        yield _refuse_empty(text)
    except McuError:
        if text.strip():
            mcu.out.note(_("the text is kept in {path} and offered again").format(path=path))
        else:
            path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)


def _edited(mcu: Context, path: Path, about: str, start: str) -> str:
    if not path.exists():
        explained = _("Lines that begin with {mark} are left out. Save and leave; an empty text changes nothing.")
        heading = [*about.splitlines(), explained.format(mark=_MARK)]
        below = "".join(f"{_MARK} {line}\n" for line in heading)
        write_file(path, f"{start}\n{below}".encode("utf-8", "replace"), private=True)
    return _without_marked(edited(path, mcu.editor))


def _without_marked(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith(_MARK))


def _typed(mcu: Context, path: Path, about: str) -> str:
    """Return a text typed on the terminal, or the one that was kept when a command refused it."""
    kept = _without_marked(_read(path)) if path.exists() else ""
    if kept.strip():
        mcu.out.note(kept)
        if fold(ask(mcu, _("This text was kept. Use it? [y/N]"))) in YES:
            return kept
    text = ask_text(mcu, about)
    write_file(path, text.encode("utf-8", "replace"), private=True)
    return text


def read_stdin(mcu: Context) -> str:
    """Return what is piped in; raises BadInputError where it is not UTF-8."""
    try:
        return mcu.stdin.read()
    except UnicodeDecodeError:
        raise BadInputError(_("standard input is not UTF-8; convert the text and try again")) from None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInputError(_("there is no file {path}; check the name").format(path=path)) from None
    except IsADirectoryError:
        raise BadInputError(_("{path} is a folder; name a file with the text").format(path=path)) from None
    except UnicodeDecodeError:
        raise BadInputError(_("{path} is not UTF-8; save it in that encoding").format(path=path)) from None
    except OSError as error:
        raise BadInputError(
            _("{path} cannot be read ({reason}); check its rights").format(path=path, reason=error.strerror)
        ) from None


def _refuse_empty(text: str) -> str:
    stripped = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    if not stripped.strip():
        raise UsageError(_("the text is empty; nothing was changed"))
    return stripped.encode("utf-8", "replace").decode("utf-8")
