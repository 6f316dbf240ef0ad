"""The documents say what the program does: every name of the code stands in them, every table and example holds."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import shlex
import tomllib
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any

import pytest

from mcu_cli import language
from mcu_cli.arguments import with_negations
from mcu_cli.domain import fields, vocabulary
from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.deadlines import CLOCKS, Rule
from mcu_cli.domain.fields import Type
from mcu_cli.domain.ledgers.fields import FACTS, STATE
from mcu_cli.domain.ledgers.ledger import Ledger, parse
from mcu_cli.domain.names import title
from mcu_cli.domain.registry import Category, Department, Municipality, Rung
from mcu_cli.domain.steps import Act, imported_event_id, step
from mcu_cli.domain.vocabulary import AnswerKind, Channel, EventKind, NoAnswerReason, Outcome, Priority, Relation
from mcu_cli.domain.workflow import ALLOWED, OPEN, Stage, stage
from mcu_cli.errors import ExitCode, Problem, RefusedError
from mcu_cli.intake import incident
from mcu_cli.render.entries import COLUMNS, WIDE_COLUMNS, entry_json
from mcu_cli.render.lists import CSV_COLUMNS
from mcu_cli.store import registries
from mcu_cli.store.entries import entry_of
from mcu_cli.store.item_checks import check_item
from mcu_cli.store.item_schema import write_item
from mcu_cli.store.journal import Step, begin, pending
from mcu_cli.store.schema import examine, write_appeal
from mcu_cli.store.trailers import Message, list_digest, trailers_of
from tests.docs_tables import BLOCK, DOCS, ROOT, is_argument, program, shipped_registry, tables, written_anew

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Mcu, StoreFolder

DOCUMENTS = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])
EXAMPLE = re.compile(r"<!-- example: (?P<name>[^>]*?) -->\n```\w*\n(?P<body>.*?)```", re.DOTALL)
CODE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def example(document: str, name: str) -> str:
    found = {match["name"]: match["body"] for match in EXAMPLE.finditer(text_of(document))}
    return found[name]


def in_backticks(text: str) -> set[str]:
    """Return what stands in `code` in a text, blocks of code left out."""
    return set(re.findall(r"`([^`\n]+)`", CODE.sub("", text)))


def section(document: str, heading: str) -> str:
    """Return what stands below a heading of any level, up to the next heading."""
    text = CODE.sub(lambda block: block[0].replace("\n#", "\n "), text_of(document))
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found is not None, f"{document} has no section {heading!r}"
    return found[1]


def first_column(document: str, heading: str) -> list[str]:
    """Return the names in the first column of the tables of a section, several in one cell apart."""
    cells = re.findall(r"^\| ([^|]*) \|", section(document, heading), re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


@pytest.mark.parametrize("document", [path.name for path in sorted(DOCS.glob("*.md"))])
def test_tables_in_the_documents_are_those_of_the_code(document: str) -> None:
    text = text_of(document)
    assert written_anew(text, tables()) == text, "run `python -m tests.docs_tables`"


def test_every_table_of_the_code_stands_in_one_document() -> None:
    texts = [path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")]
    standing = [match["name"] for text in texts for match in BLOCK.finditer(text)]
    assert sorted(standing) == sorted(tables())


# --- Commands, options, exit codes, environment


def test_every_command_has_its_section_and_no_other_has() -> None:
    headings = re.findall(r"^### mcu (\S+)$", text_of("cli.md"), re.MULTILINE)
    assert sorted(headings) == sorted(program().commands)
    for name in headings:
        own = section("cli.md", f"mcu {name}")
        assert f"$ mcu {name}" in own
        assert "**Commits**: " in own


def test_every_option_stands_with_its_command() -> None:
    for name, command in program().commands.items():
        own = section("cli.md", f"mcu {name}")
        missing = [option for p in command.params if not is_argument(p) for option in p.opts if f"`{option}" not in own]
        assert missing == [], name


def commands_named(text: str) -> Iterator[tuple[str, str]]:
    """Give each `mcu COMMAND` of a text with what follows it: in code, or on a line of a console."""
    for shown in [*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^[$>] (.+)$", text, re.MULTILINE)]:
        for found in re.finditer(r"(?:^|[|\s/\\])mcu ((?:-\S+ )*)([a-z]+)\b([^|`#]*)", shown):
            yield found[2], found[3]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_a_command_or_option_that_there_is_not(document: Path) -> None:
    known = program().commands
    for name, rest in commands_named(document.read_text(encoding="utf-8")):
        assert name in known, f"{document.name}: mcu {name}{rest}"
        options = {option for parameter in known[name].params for option in parameter.opts} | {"--help", "-h"}
        words = re.sub(r"\"[^\"]*\"", "", rest).partition(" -- ")[0].split()
        line = " ".join(["", *with_negations(known[name].params, words)])  # `-overdue` is no option
        used = re.findall(r"(?<=\s)--?[a-z][a-z-]*", line)
        assert [option for option in used if option not in options] == [], f"{document.name}: mcu {name}{rest}"


def examples_in(text: str) -> Iterator[list[str]]:
    """Give the arguments of each call of mcu on the console lines of a text: comments, pipes, redirections apart."""
    for line in re.findall(r"^[$>] (.+)$", text, re.MULTILINE):
        words = shlex.split(line.replace("\\", "/"), comments=True)
        for _is_pipe, call in groupby(words, key="|".__eq__):
            program_called, *arguments = takewhile(lambda word: word != ">", call)
            if program_called.rpartition("/")[2] == "mcu" and arguments and arguments[0] in program().commands:
                yield arguments


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_program_takes_the_examples_of_the_documents(document: Path) -> None:
    for name, *arguments in examples_in(document.read_text(encoding="utf-8")):
        context = program().commands[name].make_context(name, arguments)  # raises what the program would say
        assert context.info_name == name


@pytest.mark.parametrize("registry", registries.REGISTRIES)
def test_the_default_registries_name_no_command_that_there_is_not(registry: str) -> None:
    text = (ROOT / "mcu_cli" / "store" / "defaults" / registry).read_text(encoding="utf-8")
    assert {name for name, _rest in commands_named(text)} <= set(program().commands)


def test_every_exit_code_stands_in_the_table() -> None:
    rows = re.findall(r"^\| (\d+) \| ([a-z ]+) \|", section("cli.md", "Exit codes"), re.MULTILINE)
    documented_codes = {int(code): name.replace(" ", "_").upper() for code, name in rows}
    assert documented_codes == {code.value: code.name for code in ExitCode}


def test_every_variable_of_the_environment_stands_in_the_table() -> None:
    read = set()
    for path in (ROOT / "mcu_cli").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"environment(?:\.get\(|\[)\"([A-Z_]+)\"", source))
        read |= set(re.findall(r"\b(MCU_[A-Z_]+)\b", source))
    read |= {"LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}
    assert "MCU_STORE" in read
    assert read <= in_backticks(section("cli.md", "Environment"))


# --- Format


def test_the_example_of_an_appeal_is_canonical_and_without_a_fault() -> None:
    data = example("format.md", "appeal 20251224-0007").encode()
    reading = examine(data, file="format.md")
    assert reading.problems == []
    assert reading.appeal is not None
    assert write_appeal(reading.appeal) == data


@pytest.mark.parametrize(
    "name",
    ["reception R-2026-0007", "instruction I-2026-0012", "poll P-2026-0003", "work W-2026-0041"],
)
def test_the_example_of_an_item_is_canonical_and_without_a_fault(name: str) -> None:
    ledger, _blank, item_id = name.partition(" ")
    data = example("format.md", name).encode()
    problems: list[Problem] = []
    known = parse(item_id)
    assert known is not None
    item = check_item(known.path, data, shipped_registry(), problems, date.max)
    assert problems == []
    assert item is not None
    assert (item.id, item.ledger) == (item_id, Ledger(ledger))
    assert write_item(item) == data


def test_every_field_of_the_ledgers_is_in_the_examples_or_left_out_with_a_reason() -> None:
    texts = {
        ledger: example("format.md", f"{ledger} {name}")
        for ledger, name in zip(Ledger, ("R-2026-0007", "I-2026-0012", "P-2026-0003", "W-2026-0041"), strict=True)
    }
    missing = {
        field.name
        for ledger, text in texts.items()
        for field in (*FACTS[ledger], *STATE[ledger])
        if not re.search(rf"^ *{field.name}: ", text, re.MULTILINE)
    }
    assert missing == {"subject"}  # of a thematic reception, which that of the example is not


def test_the_recipe_for_event_ids_is_that_of_the_code() -> None:
    recipe = example("format.md", "event id")
    written: dict[str, Any] = {}
    exec(recipe, written)  # noqa: S102  # the document's own example
    told = re.findall(r'imported_event_id\((".*")\)  # ([0-9a-f]+)', recipe)
    appeal = examine(example("format.md", "appeal 20251224-0007").encode(), file="format.md").appeal
    assert appeal is not None
    assert len(told) == 3
    for arguments, expected in told:
        system, key, kind, told_by = json.loads(f"[{arguments}]")
        assert written["imported_event_id"](system, key, kind, told_by) == expected
        assert imported_event_id(system, key, EventKind(kind), told_by) == expected
        assert {event.event for event in appeal.history if event.id == expected} == {kind}


def test_the_examples_of_the_registries_are_valid() -> None:
    files = [example("format.md", name).encode() for name in registries.REGISTRIES]
    reading = registries.examine(*files)
    assert reading.problems == []
    assert reading.registry is not None
    assert reading.registry.category("roads/snow").department == "roads-site-2"


def test_every_key_of_the_registries_stands_in_the_format() -> None:
    own = "\n".join(line for line in section("format.md", "The registries").splitlines() if line.startswith("| "))
    values = (Municipality, Department, Rung, Category, Rule)
    names = {field.name for value in values for field in dataclasses.fields(value)} | set(CLOCKS)
    names -= {"sector"}  # told by where a group stands
    assert {name for name in names if not re.search(rf"\b{name}\b", own)} == set()


def test_the_example_of_a_commit_is_what_the_code_writes() -> None:
    ids = ("20251224-0007", "20251224-0009")
    shown = example("format.md", "commit")
    assert trailers_of(shown)["Mcu-Appeal"][-1] == f"sha256:{list_digest(ids)}"
    assert list_digest(ids) == hashlib.sha256(b"20251224-0007\n20251224-0009\n").hexdigest()
    subject, _blank, trailers = shown.partition("\n\n")
    written = Message("answer", subject.removeprefix("answer "), ids).text()
    assert written == f"{subject}\n\n{trailers}"


def test_every_trailer_of_the_code_stands_in_the_format() -> None:
    used = {
        name
        for path in (ROOT / "mcu_cli").rglob("*.py")
        for name in re.findall(r"\bMcu-[A-Z][A-Za-z]+", path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= in_backticks(section("format.md", "Commits"))


def test_the_example_of_the_journal_has_its_shape(tmp_path: Path) -> None:
    shown = example("format.md", "journal")
    head, *steps = map(json.loads, shown.splitlines())
    begin(tmp_path / "journal.jsonl", head["action"], [(name, Step(*step)) for name, *step in steps], head["paths"])
    assert (tmp_path / "journal.jsonl").read_text(encoding="utf-8") == shown
    assert pending(tmp_path / "journal.jsonl") is not None


def test_the_example_of_the_envelope_has_the_members_of_a_problem() -> None:
    shown = json.loads(example("format.md", "envelope"))
    assert set(shown) == {"mcu", "data", "problems"}
    for problem in shown["problems"]:
        assert Problem(**problem).as_json() == problem
    assert set(Problem._fields) <= in_backticks(section("format.md", "JSON"))


def test_the_members_of_a_list_object_are_those_of_the_code() -> None:
    appeal = examine(example("format.md", "appeal 20251224-0007").encode(), file="format.md").appeal
    assert appeal is not None
    shown = entry_json(entry_of(appeal, path="", blob=""), UTC)
    assert first_column("format.md", "JSON") == list(shown)
    own = section("format.md", "JSON")
    assert set(shown["place"]) | set(shown["due"]) <= in_backticks(own)


def test_every_type_of_a_value_is_explained() -> None:
    explained = re.findall(r"^\| (\w+) \|", section("format.md", "How values are written"), re.MULTILINE)
    assert explained[0] == "type"
    assert sorted(explained[1:]) == sorted(Type)


# --- Workflow


VOCABULARIES = [
    (vocabulary.Status, "Statuses"),
    (vocabulary.EventKind, "Events"),
    (vocabulary.NoAnswerReason, "Grounds for no answer"),
]


@pytest.mark.parametrize(("words", "heading"), VOCABULARIES, ids=lambda value: getattr(value, "__name__", ""))
def test_each_word_has_one_row(words: type[StrEnum], heading: str) -> None:
    rows = first_column("workflow.md", heading)
    assert sorted(rows) == sorted(words)


@pytest.mark.parametrize(
    ("words", "heading"),
    [*VOCABULARIES, (Outcome, "Answers and outcomes")],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_russian_names_are_those_of_the_interface(words: type[StrEnum], heading: str) -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| ([^|]+) \|", section("workflow.md", heading), re.MULTILINE)
    with language.speaking("ru"):
        called = {str(word): title(word).partition(" (")[0] for word in words}
    assert {word: name for word, name in rows if word in called} == called


def test_every_word_of_every_vocabulary_stands_in_the_workflow() -> None:
    known = {
        str(word)
        for words in vars(vocabulary).values()
        if isinstance(words, type) and issubclass(words, StrEnum) and words is not StrEnum
        for word in words
    }
    assert known - in_backticks(text_of("workflow.md")) == set()


ANSWER = {"kind": AnswerKind.FINAL, "outcome": Outcome.EXPLAINED, "text": "-"}
OTHER = "20261120-0002"
# Each way in which a command can move an appeal, as the diagram names it.
MOVES: dict[str, tuple[EventKind, dict[str, Any]]] = {
    "assigned": (EventKind.ASSIGNED, {"department": "roads"}),
    "answered (interim)": (EventKind.ANSWERED, {"kind": AnswerKind.INTERIM, "text": "-"}),
    "answered (final)": (EventKind.ANSWERED, ANSWER),
    "deferred": (EventKind.DEFERRED, {"until": MOMENT.date(), "reason": "-"}),
    "extended": (EventKind.EXTENDED, {"until": MOMENT.date(), "reason": "-"}),
    "escalated": (EventKind.ESCALATED, {"level": 1, "to": "curator", "reason": "-"}),
    "forwarded": (EventKind.FORWARDED, {"to": "ministry"}),
    "forwarded (control)": (EventKind.FORWARDED, {"to": "ministry", "control": True}),
    "noted": (EventKind.NOTED, {"text": "-"}),
    "linked (duplicate-of)": (EventKind.LINKED, {"relation": Relation.DUPLICATE_OF, "to": OTHER}),
    "linked (part-of)": (EventKind.LINKED, {"relation": Relation.PART_OF, "to": OTHER}),
    "rejected": (EventKind.REJECTED, {"ground": NoAnswerReason.ANONYMOUS}),
    "reopened": (EventKind.REOPENED, {"reason": "-"}),
    "closed": (EventKind.CLOSED, {"outcome": Outcome.WITHDRAWN}),
    "classified": (EventKind.CLASSIFIED, {"category": "roads"}),
    "prioritised": (EventKind.PRIORITISED, {"priority": Priority.HIGH}),
    "rated": (EventKind.RATED, {"rating": 5}),
    "recomputed": (EventKind.RECOMPUTED, {}),
    "corrected": (EventKind.CORRECTED, {"fields": ("text",)}),
    "redacted": (EventKind.REDACTED, {"fields": ("text",)}),
}
WAY_TO: dict[Stage, tuple[str, ...]] = {
    Stage.NEW: (),
    Stage.ASSIGNED: ("assigned",),
    Stage.INTERIM: ("answered (interim)",),
    Stage.DEFERRED: ("deferred",),
    Stage.ANSWERED: ("answered (final)",),
    Stage.CLOSED: ("closed",),
    Stage.FORWARDED: ("forwarded",),
    Stage.REJECTED: ("rejected",),
    Stage.DUPLICATE: ("linked (duplicate-of)",),
}


def moved(appeal: Appeal, move: str) -> Appeal:
    kind, details = MOVES[move]
    return step(appeal, kind, Act("operator@town.example", MOMENT + timedelta(hours=len(appeal.history))), **details)


def at_stage(wanted: Stage) -> Appeal:
    appeal = Appeal(id="20261120-0001", channel=Channel.PHONE, received=MOMENT, text="-")
    for move in WAY_TO[wanted]:
        appeal = moved(appeal, move)
    assert stage(appeal.state) is wanted
    return appeal


def drawn() -> set[tuple[Stage, str, Stage]]:
    """Return the arrows of the diagram; one from or to `open` stands for all open stages."""
    lines = re.findall(r"^ +(\w+) --> (\w+): (.+)$", text_of("workflow.md"), re.MULTILINE)
    assert lines
    return {
        (begin_at, move, end_at)
        for start, end, move in lines
        for begin_at in (OPEN if start == "open" else [Stage(start)])
        for end_at in (OPEN if end == "open" else [Stage(end)])
    }


def test_the_diagram_draws_every_step_that_changes_the_stage_and_no_other() -> None:
    arrows = drawn()
    made = set()
    for start in Stage:
        for move in MOVES:
            try:
                end = stage(moved(at_stage(start), move).state)
            except RefusedError:
                continue
            if end is not start:
                made.add((start, move, end))
    assert made - arrows == set()
    # To `open` only one arrow each can be real: where a reopened appeal goes depends on its department.
    drawn_too_much = {(start, move) for start, move, _end in arrows} - {(start, move) for start, move, _end in made}
    assert drawn_too_much == set()
    assert {kind for kind, _details in MOVES.values()} == set(ALLOWED) - {EventKind.REGISTERED}


# --- Import


def test_what_becomes_of_words_and_hosts_stands_in_the_import() -> None:
    text = text_of("import.md").casefold()
    assert {host for host in incident._NETWORKS if f"`{host}`" not in text} == set()
    assert {word for word in (*incident._OUTCOMES, *incident._TYPES) if f"«{word}»" not in text} == set()
    assert {word for word in incident._FINISHED if f"«{word}»" not in text} == set()


# --- JSON of the commands


def documented(name: str) -> tuple[str, list[str]]:
    """Return the kind of result that cli.md names for a command, and its members."""
    found = re.search(r"^\*\*JSON\*\* (\w+)(?:: ([^.]*)\.)?", section("cli.md", f"mcu {name}"), re.MULTILINE)
    assert found is not None, f"cli.md does not say what `mcu {name} --json` returns"
    return found[1], re.findall(r"`(\w+)`", found[2] or "")


def test_json_results_have_the_members_that_the_documents_name(mcu: Mcu, store: StoreFolder) -> None:
    mcu("add", "--channel", "letter", "--text", "Яма у дома.")
    mcu("add", "--channel", "phone", "--text", "Снова яма.")
    first, second = "1120-1", "1120-2"
    runs = [
        ("agenda",),
        ("list",),
        ("show", first),
        ("search", "яма"),
        ("likely",),
        ("filter",),
        ("log", first),
        ("report",),
        ("summary",),
        ("check",),
        ("verify",),
        ("doctor",),
        ("cron",),
        ("reception",),
        ("add", "--channel", "phone", "--text", "Не горит фонарь."),
        ("route", first),
        ("classify", first, "--category", "roads"),
        ("prioritise", first, "--priority", "high"),
        ("assign", first, "--to", "roads"),
        ("answer", first, "--interim", "--text", "Примем меры."),
        ("template",),
        ("completion", "bash"),
        ("escalate", first, "--reason", "Срочно."),
        ("note", first, "--text", "Звонил."),
        ("link", second, "--related-to", first),
        ("split", first, "--text", "И ещё вопрос."),
        ("defer", second, "--until", "2026-12-01", "--reason", "Ждём."),
        ("extend", first, "--until", "2026-12-28", "--notified", "today", "--reason", "Запрос."),
        ("forward", second, "--to", "Министерство"),
        ("reopen", second, "--reason", "Вернули."),
        ("instruct",),
        ("poll",),
        ("done",),
        ("reject", second, "--ground", "unclear"),
        ("close", first, "--outcome", "explained"),
        ("edit", first, "--set", "place.street=Мира"),
        ("recompute",),
        ("record",),
        ("undo",),
        ("redact", first, "--all", "--yes"),
        ("retention",),
        ("init", store.root.parent / "another"),
    ]
    for arguments in runs:
        name = str(arguments[0])
        kind, members = documented(name)
        data = mcu(*arguments, "--json").data
        if kind == "array":
            assert isinstance(data, list), name
        elif kind == "object":
            assert list(data) == members, name
        elif kind == "report":
            assert set(first_column("reports.md", "JSON form")) == set(data)
        else:
            assert list(data)[:2] == [fields.FACTS[0].name, fields.FACTS[1].name], name
    with_json = {name for name, command in program().commands.items() for p in command.params if "--json" in p.opts}
    assert with_json - {str(arguments[0]) for arguments in runs} == {"import"}  # its own test is below


def test_json_of_an_import_has_the_members_that_the_documents_name(mcu: Mcu, store: StoreFolder) -> None:
    export = ROOT / "mcu_cli" / "demo" / "incident_export.xlsx"
    kind, members = documented("import")
    assert kind == "object"
    assert list(mcu("import", export, "--dry-run", "--json", now="2026-11-21T12:00:00+03:00").data) == members
    assert store.git("status", "--porcelain") == ""


def test_json_of_receptions_has_the_members_that_the_documents_name(mcu: Mcu, store: StoreFolder) -> None:
    told = set(re.findall(r"`(\w+)`", section("cli.md", "mcu reception").partition("**JSON**")[2]))
    entered = mcu("reception", "add", "--form", "field", "--question", "Когда?", "--json").data
    listed = mcu("reception", "--json").data
    shown = mcu("reception", "show", "1", "--json").data
    assert entered["item"] == listed[0]
    for members in (entered, listed[0], entered["questions"][0]):
        assert {*members} <= told
    assert {*shown} - {field.name for field in FACTS[Ledger.RECEPTION]} == {"state", "history", "questions", "appeals"}
    assert store.git("status", "--porcelain") == ""


def test_the_columns_of_lists_are_those_of_the_code() -> None:
    own = section("cli.md", "mcu list")
    shown = re.search(r"The columns for `--columns`: (.*?)\. Without it: (.*?)\. ", own, re.DOTALL)
    assert shown is not None
    assert tuple(re.findall(r"`(\w+)`", shown[1])) == COLUMNS
    assert tuple(re.findall(r"`(\w+)`", shown[2])) == WIDE_COLUMNS
    table = re.search(r"these headings: (.*?)\. ", own, re.DOTALL)
    assert table is not None
    assert tuple(re.findall(r"`(\w+)`", table[1])) == CSV_COLUMNS


# --- The documents themselves


def anchors(path: Path) -> set[str]:
    """Return the anchors that the headings of a document give, by the rule of common Markdown hosts."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_internal_links_lead_somewhere(document: Path) -> None:
    broken = []
    for target in LINK.findall(CODE.sub("", document.read_text(encoding="utf-8"))):
        if "://" in target:
            continue
        name, _sign, anchor = target.partition("#")
        other = (document.parent / name).resolve() if name else document
        if not other.exists() or (anchor and anchor not in anchors(other)):
            broken.append(target)
    assert broken == []


def test_documents_that_the_code_names_are_there() -> None:
    named = {
        name
        for path in [*(ROOT / "mcu_cli").rglob("*.py"), ROOT / "Makefile", ROOT / "pyproject.toml"]
        for name in re.findall(r"docs/\w+\.md", path.read_text(encoding="utf-8"))
    }
    assert {name for name in named if not (ROOT / name).is_file()} == set()


FORBIDDEN = [
    r"index-url|find-links",
    r"(?<![\w/.])/(?:work|home|root|tmp|opt|Users)\b",
    r"\bsessions?\b",
    r"\bissues?\b(?: #|\s+\d)",
    r"#\d+\b",
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_documents_speak_of_the_program_alone(document: Path, pattern: str) -> None:
    assert re.findall(pattern, document.read_text(encoding="utf-8"), re.IGNORECASE) == []


@pytest.mark.parametrize("document", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_lines_of_prose_can_be_read_in_a_terminal(document: Path) -> None:
    text = EXAMPLE.sub("", document.read_text(encoding="utf-8"))
    assert [line for line in text.splitlines() if len(line) > 120 and not line.startswith("|")] == []


def test_every_room_and_library_stands_in_the_architecture() -> None:
    text = text_of("architecture.md")
    rooms = {path.name for path in (ROOT / "mcu_cli").iterdir() if path.is_dir() and not path.name.startswith("_")}
    modules = {path.name for path in (ROOT / "mcu_cli").glob("*.py") if not path.name.startswith("_")}
    assert {room for room in rooms if f"`{room}/`" not in text} == set()
    assert {module for module in modules if f"`{module}`" not in text} == set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *project["dependency-groups"]["build"],
        *project["dependency-groups"]["fuzz"],
    ]
    libraries = {re.split(r"[<>=]", line)[0].removeprefix("types-") for line in needed}
    assert {name for name in libraries if name.casefold() not in text.casefold()} == set()
    linked = re.findall(r"`((?:domain|store|commands|render|intake|reports)/\w+\.(?:py|yaml))`", text)
    assert {name for name in linked if not (ROOT / "mcu_cli" / name).is_file()} == set()
