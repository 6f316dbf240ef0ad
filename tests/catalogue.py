"""The sentences of the interface, gathered from the code, and the catalogue that translates them.

Run as `python -m tests.catalogue` (`make messages`) to bring the catalogue up to date: new sentences come in without a
translation, vanished ones go, what is translated is compiled.
"""

from __future__ import annotations

import inspect
import io
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from mcu_cli import language

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).resolve().parents[1] / "mcu_cli"
CATALOGUE = PACKAGE / "locale" / "ru" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "marked": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
_NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_PLACEHOLDERS = ("-Date: ", "Generated-By", "FULL NAME", "LL@li.org", "EMAIL@ADDRESS", "VERSION")
# What the framework says under the headings of --help, through gettext's own domain; in a catalogue of its own, for
# it reads a catalogue whole at each start.
FRAMEWORK_CATALOGUE = CATALOGUE.with_name(f"{language.FRAMEWORK}.mo")
FRAMEWORK = ("Arguments", "Options", "Commands", "default: {default}", "required")
# What stands for a value in the same way in both languages.
WITHOUT_LANGUAGE = {"ID", "ID...", "N"}


def sentences() -> Catalog:
    """Return all that the code may say, without translations: calls of gettext, and the help of the commands."""
    from mcu_cli.commands import COMMANDS  # not needed to read the catalogue

    found = Catalog(charset="utf-8")
    extracted = extract_from_dir(PACKAGE, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",))
    for file, _line, message, comments, context in extracted:
        found.add(message, locations=[(f"mcu_cli/{file}", 0)], auto_comments=comments, context=context)
    for name, command in COMMANDS.items():
        help_text = inspect.getdoc(command) or ""
        found.add(help_text, locations=[(f"mcu_cli/commands/{name}", 0)], auto_comments=["help of the command"])
    for name in sorted(value_names() - WITHOUT_LANGUAGE):
        found.add(name, locations=[("mcu_cli/commands", 0)], auto_comments=["stands for a value in the help"])
    for message in FRAMEWORK:
        found.add(message, locations=[("framework", 0)])
    return found


def parameters() -> Iterator[tuple[str, Any]]:
    """Yield each parameter of each command with the command's name; those of the program itself under `mcu`."""
    from typer.main import get_command

    from mcu_cli.program import program  # it makes the help texts, in the language that is set then

    group: Any = get_command(program)
    for name, command in {"mcu": group, **group.commands}.items():
        yield from ((name, parameter) for parameter in command.params)


def value_names() -> set[str]:
    """Return what stands for a value in the help of the commands, in English: `DAY`, `FILE...`."""
    from mcu_cli.program import value_name

    with language.speaking("en"):
        names = {value_name(one) for _command, one in parameters() if not getattr(one, "is_flag", False)}
    # A list of words is typed as it stands; `WHAT|ID` names two values.
    return {name for name in names if name and ("|" not in name or name.isupper())}


def read_catalogue() -> Catalog:
    """Return the Russian catalogue as it is in the project."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="ru", charset="utf-8")
    # Both moments stand in the compiled head; without one of their own they would be those of reading.
    catalogue.creation_date = catalogue.revision_date = _NO_MOMENT
    return catalogue


def compiled(catalogue: Catalog) -> bytes:
    """Return the bytes of the compiled form of a catalogue."""
    target = io.BytesIO()
    write_mo(target, catalogue)
    return target.getvalue()


def of_framework(catalogue: Catalog) -> Catalog:
    """Return the part of a catalogue that the framework says."""
    part = Catalog(locale="ru", charset="utf-8")
    part.creation_date = part.revision_date = _NO_MOMENT
    for message in FRAMEWORK:
        part.add(message, catalogue[message].string)
    return part


def updated() -> Catalog:
    """Return the catalogue with the sentences of the code: translations kept, what vanished taken out."""
    catalogue = read_catalogue() if CATALOGUE.exists() else Catalog(locale="ru", charset="utf-8", project="mcu")
    fresh = Catalog(
        locale="ru",
        charset="utf-8",
        project="mcu",
        fuzzy=False,
        header_comment="# The Russian catalogue of the interface.",
    )
    for message in sentences():
        if not message.id:
            continue
        key = message.id[0] if isinstance(message.id, tuple) else message.id
        known = catalogue.get(key, message.context)
        fresh.add(
            message.id,
            known.string if known is not None and known.pluralizable == message.pluralizable else None,
            locations=message.locations,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return fresh


def main() -> None:
    """Write the catalogue and its compiled form; say what still lacks a translation."""
    catalogue = updated()
    target = io.BytesIO()
    write_po(target, catalogue, sort_output=True, omit_header=False, width=100, include_lineno=False)
    # The head carries the moment of writing: left out, so that the same sentences give the same file.
    written = target.getvalue().decode().split("\n")
    lines = [line for line in written if not any(placeholder in line for placeholder in _PLACEHOLDERS)]
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(read_catalogue()))
    FRAMEWORK_CATALOGUE.write_bytes(compiled(of_framework(read_catalogue())))
    missing = [message.id for message in catalogue if message.id and not _is_translated(message.string)]
    sys.stdout.write(f"{len(catalogue)} sentences, {len(missing)} without a translation\n")
    for name in missing[:20]:
        sys.stdout.write(f"  {name!r}\n")


def _is_translated(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


if __name__ == "__main__":
    main()
