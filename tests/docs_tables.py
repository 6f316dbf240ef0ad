"""The tables of docs/ that follow from the code, and the one place that writes them.

A document holds such a table between `<!-- table: NAME -->` and `<!-- end -->`. `python -m tests.docs_tables`
writes all of them anew; tests/test_docs.py holds them against the code.
"""

from __future__ import annotations

import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcu_cli.domain import column_map, fields, press_fields
from mcu_cli.domain.deadlines import CLOCKS
from mcu_cli.domain.fields import Field, Type
from mcu_cli.domain.ledgers import fields as ledger_fields
from mcu_cli.domain.ledgers.ledger import Ledger
from mcu_cli.domain.ledgers.vocabulary import ItemEvent
from mcu_cli.domain.letter_fields import FIELDS
from mcu_cli.domain.proof.kinds import KINDS
from mcu_cli.domain.query import fields as query_fields
from mcu_cli.domain.query.printing import text_of
from mcu_cli.domain.workflow import ALLOWED, Stage
from mcu_cli.intake.incident_columns import COLUMNS
from mcu_cli.store import git_settings
from mcu_cli.store.registries import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mcu_cli.domain.registry import Registry

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"<!-- table: (?P<name>[^>]*?) -->\n(?P<body>.*?)<!-- end -->", re.DOTALL)
_LETTERS = 26


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; a bar inside a cell is escaped."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |\n" for line in lines)


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _type(field: Field) -> str:
    if field.choices is not None:
        return "one of " + _words(field.choices)
    if field.type is Type.RECORD:
        return "record of " + _words(inner.name for inner in field.fields)
    if field.type is Type.RECORDS:
        return "records of " + _words(inner.name for inner in field.fields)
    return str(field.type)


def _field_row(field: Field) -> tuple[str, ...]:
    meaning = field.meaning + (" (personal data)" if field.personal else "")
    return f"`{field.name}`", _type(field), "yes" if field.required else "", meaning


def _fields(described: Sequence[Field]) -> str:
    return table(("key", "type", "required", "meaning"), map(_field_row, described))


def _events() -> str:
    rows = [(f"`{kind}`", *_field_row(field)) for kind, described in fields.EVENTS.items() for field in described]
    return table(("event", "key", "type", "required", "meaning"), rows)


def _ledger_events() -> str:
    """Return the fields of the events that only some ledgers have, and of those that all have."""
    rows = []
    for kind in ItemEvent:
        where = [ledger for ledger in Ledger if kind in ledger_fields.EVENTS[ledger]]
        described = {field: None for ledger in where for field in ledger_fields.EVENTS[ledger][kind]}
        told = "all" if len(where) == len(Ledger) else _words(ledger.folder for ledger in where)
        cells = [_field_row(field) for field in described] or [("", "", "", "")]
        rows += [(f"`{kind}`", told, *row) for row in cells]
    return table(("event", "ledger", "key", "type", "required", "meaning"), rows)


def _steps() -> str:
    rows = [(f"`{kind}`", *("yes" if stage in allowed else "" for stage in Stage)) for kind, allowed in ALLOWED.items()]
    return table(("event", *(f"`{stage}`" for stage in Stage)), rows)


def _letter_fields() -> str:
    rows = [
        (f"`{{{{ {field.name} }}}}`", field.meaning, f"`{field.way.format(id='ID')}`" if field.way else "")
        for field in FIELDS
    ]
    return table(("field", "what it stands for", "set by"), rows)


def _few(names: Iterable[str]) -> str:
    first, *others = [*names, ""]
    return f"`{first}`" + (" and so on" if len(others) > 1 else "") if first else ""


def _press_rows(described: Iterable[press_fields.PressField]) -> str:
    """Return the fields of press texts; what is said of several channels or figures alike stands in one row."""
    alike: dict[tuple[str, ...], list[press_fields.PressField]] = {}
    for field in described:
        alike.setdefault((field.kind, field.meaning, "yes" if field.unsure else ""), []).append(field)
    rows = [
        (_words(one.name for one in same), kind, meaning, unsure, _few(one.member for one in same if one.member))
        for (kind, meaning, unsure), same in alike.items()
    ]
    return table(("field", "holds", "what it stands for", "ask first", "member"), rows)


def _press_fields() -> str:
    return _press_rows(press_fields.FIELDS)


def _press_item_fields() -> str:
    own = [
        field for fields in press_fields.ITEM_FIELDS.values() for field in fields if field not in press_fields.PERIOD
    ]
    return _press_rows(own)


def _query_fields() -> str:
    rows = [
        (
            f"`{field.name}`",
            _words(field.russian),
            field.kind.value,
            field.meaning + (f": {_words(field.words)}" if field.words else ""),
            "" if field.always else "yes",
        )
        for field in query_fields.FIELDS
    ]
    return table(("field", "in Russian", "value", "meaning", "may be `none`"), rows)


def _query_conditions() -> str:
    said = {
        "open": "no final answer yet",
        "overdue": "open and past a due moment",
        "unrouted": "nobody answers yet",
        "chatter": "marked as chatter",
        "repeat": "linked as a repeat of another appeal",
    }
    rows = [
        (f"`{name}`", _words(russian), said.get(name) or f"`{text_of(node)}`")
        for name, (node, russian) in query_fields.CONDITIONS.items()
    ]
    return table(("condition", "in Russian", "meaning"), rows)


def _deadlines() -> str:
    rows = []
    for channel, rules in shipped_registry().rules.items():
        for clock in CLOCKS:
            terms = {"": rules.clocks.get(clock)} | {f"{p}: ": by.get(clock) for p, by in rules.by_priority.items()}
            told = [
                (f"{whom}{rule.within}" + (f", {rule.times} times" if rule.times else ""), rule.confidence)
                for whom, rule in terms.items()
                if rule is not None
            ]
            if told:
                texts, checked = zip(*told, strict=True)
                rows.append((f"`{channel}`", f"`{clock}`", "; ".join(texts), ", ".join(checked)))
    return table(("channel", "clock", "term", "checked"), rows)


def shipped_registry() -> Registry:
    """Return the registries that a new store begins with."""
    folder = ROOT / "mcu_cli" / "store" / "defaults"
    return load((folder / "departments.yaml").read_bytes(), (folder / "categories.yaml").read_bytes())


def _letters(number: int) -> str:
    first, last = divmod(number, _LETTERS)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)


def _columns() -> str:
    rows = [
        (_letters(n), f"«{column.heading}»", "used" if column.used else "left alone", column.purpose)
        for n, column in enumerate(COLUMNS)
    ]
    return table(("column", "heading", "", "what for, or why not"), rows)


def _table_fields() -> str:
    rows = [
        (
            f"`{described.name}`",
            "one of " + _words(described.choices) if described.choices is not None else str(described.kind),
            described.meaning,
        )
        for described in column_map.FIELDS
    ]
    return table(("field", "cells", "meaning"), rows)


def program() -> Any:
    """Return the program as Typer's group: its `commands` by name, each with its `params`."""
    from typer.main import get_command  # the tables of the domain need no command

    from mcu_cli.program import program

    return get_command(program)


def is_argument(parameter: Any) -> bool:
    """Tell an argument from an option."""
    return bool(parameter.param_type_name == "argument")


def _value(parameter: Any) -> str:
    """Return what stands for the value of a parameter: `ID`, `WORD`, `N`; empty for a flag."""
    if getattr(parameter, "is_flag", False):
        return ""
    if parameter.metavar:
        return str(parameter.metavar)
    if is_argument(parameter):
        return str(parameter.name).upper()
    if _choices(parameter):
        return "WORD"
    return {"int": "N", "int range": "N", "path": "DIR"}.get(parameter.type.name, "TEXT")


def _choices(parameter: Any) -> Sequence[str]:
    return tuple(getattr(parameter.type, "choices", ()))


def _default(parameter: Any) -> str:
    if parameter.default in {None, "", False} or callable(parameter.default):
        return ""
    return str(parameter.default)


def _parameter_row(parameter: Any) -> tuple[str, ...]:
    value = _value(parameter)
    if is_argument(parameter):
        shown = f"`{value}`"
    else:
        *long, last = sorted(parameter.opts, key=len)
        shown = ", ".join([*(f"`{name}`" for name in long), f"`{last} {value}`" if value else f"`{last}`"])
    default = _default(parameter)
    need = "required" if parameter.required else f"default `{default}`" if default else ""
    choices = _choices(parameter)
    return shown, need, (parameter.help or "") + (f" One of {_words(choices)}." if choices else "")


def _parameters(parameters: Iterable[Any]) -> str:
    return table(("argument or option", "", "meaning"), map(_parameter_row, parameters))


def _usage(name: str, command: Any) -> str:
    words = [f"mcu {name}"]
    for parameter in command.params:
        value = _value(parameter)
        if is_argument(parameter):
            several = parameter.nargs == -1 and not value.endswith("...")
            shown = f"{value}..." if several else value
            words.append(shown if parameter.required else f"[{shown}]")
        elif parameter.required:
            words.append(f"{parameter.opts[0]} {value}")
    return " ".join([*words, "[OPTIONS]"])


def _command(name: str, command: Any) -> str:
    return f"```\n{_usage(name, command)}\n```\n\n{_parameters(command.params)}"


def _git_settings() -> str:
    large = f"{git_settings.MANY_FILES:,} files and more"
    return table(
        ("setting", "store", "what for"),
        (
            (f"`{setting.name}={setting.value}`", large if setting.large else "every", setting.meaning)
            for setting in git_settings.SETTINGS
        ),
    )


def _violations() -> str:
    rows = [
        (f"`{kind}`", told.title + (" (a doubt)" if told.doubt else ""), told.meaning, told.remedy)
        for kind, told in KINDS.items()
    ]
    return table(("kind", "what", "what it means", "what to do"), rows)


def tables() -> dict[str, str]:
    """Return every table that follows from the code, by the name that stands in its marker."""
    described: dict[str, Callable[[], str]] = {
        "facts": lambda: _fields(fields.FACTS),
        "source": lambda: _fields(fields.SOURCE),
        "author": lambda: _fields(fields.AUTHOR),
        "place": lambda: _fields(fields.PLACE),
        "due": lambda: _fields(fields.DUE),
        "state": lambda: _fields(fields.STATE),
        "event": lambda: _fields(fields.EVENT),
        "events": _events,
        "ledger event": lambda: _fields(ledger_fields.EVENT),
        "ledger events": _ledger_events,
        "question": lambda: _fields(ledger_fields.QUESTION),
        "vote": lambda: _fields(ledger_fields.VOTE),
        "steps": _steps,
        "deadlines": _deadlines,
        "letter fields": _letter_fields,
        "press fields": _press_fields,
        "press item fields": _press_item_fields,
        "query fields": _query_fields,
        "query conditions": _query_conditions,
        "columns": _columns,
        "table fields": _table_fields,
        "git settings": _git_settings,
        "violations": _violations,
    }
    for ledger in Ledger:
        described[f"facts of {ledger.folder}"] = partial(_fields, ledger_fields.FACTS[ledger])
        described[f"state of {ledger.folder}"] = partial(_fields, ledger_fields.STATE[ledger])
    made = {name: f"\n{make()}\n" for name, make in described.items()}
    group = program()
    made["program"] = f"\n{_parameters(group.params)}\n"
    for name, command in group.commands.items():
        made[f"command {name}"] = f"\n{_command(name, command)}\n"
    return made


def written_anew(text: str, made: dict[str, str]) -> str:
    """Return a document with its tables as `made`; raises KeyError for a table that the code does not give."""
    return BLOCK.sub(lambda found: f"<!-- table: {found['name']} -->\n{made[found['name']]}<!-- end -->", text)


def main() -> None:
    """Write the tables of all documents anew and name the documents that changed."""
    os.environ["MCU_LANG"] = "en"  # the help texts are made when the commands are first imported
    made = tables()
    for path in sorted(DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        current = written_anew(text, made)
        if current != text:
            path.write_text(current, encoding="utf-8", newline="\n")
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
