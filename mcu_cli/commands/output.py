"""A document that goes to a file: never over another by mistake, and a table so that a spreadsheet opens it."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mcu_cli.context import Context
from mcu_cli.errors import RefusedError
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterable

Force = Annotated[bool, typer.Option("--force", help=_("Replace the file if it is there."))]


def target_of(mcu: Context, output: Path | None, *, force: bool) -> Path | None:
    """Return the file to write, or None for stdout; raises RefusedError where that cannot or should not be done."""
    if output is None:
        return None
    path = mcu.path(output)
    try:
        if path.exists():
            if not path.is_file():
                raise RefusedError(_("{path} is not a file; name a file").format(path=path))
            if not force:
                raise RefusedError(_("{path} is there already; name another file, or add --force").format(path=path))
        elif not path.resolve().parent.is_dir():  # of a link, the folder that it leads to
            raise RefusedError(_("there is no folder {path}; make it first").format(path=path.resolve().parent))
        return path.resolve()
    except OSError as error:  # a name that is too long, a folder that nobody may look into
        from mcu_cli.store.files import unusable

        raise unusable(path, error) from error


def write_table(path: Path, lines: Iterable[str]) -> None:
    """Write a table in CSV line by line, however long it is; as `write_document` does for a spreadsheet."""
    from mcu_cli.store.files import writing_file

    with writing_file(path) as file:
        file.write(BOM_UTF8)
        for line in lines:
            file.write(line.replace("\n", "\r\n").encode())


def write_document(path: Path, document: str | bytes, *, spreadsheet: bool) -> None:
    """Write a document; a table in CSV with the mark by which alone Excel takes it for UTF-8."""
    from mcu_cli.store.files import write_file

    if isinstance(document, bytes):
        write_file(path, document)
    elif spreadsheet:
        write_file(path, document.replace("\n", "\r\n").encode("utf-8-sig"))
    else:
        write_file(path, document.encode("utf-8"))
