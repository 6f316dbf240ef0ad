"""The house stands as docs/architecture.md draws it: who may import whom, and what is done in one place."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "mcu_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Imports go down only. What stands on its own in mcu_cli belongs to the layer named here.
LAYER_OF_MODULE = {
    "__init__": "package",
    "__main__": "main",
    "main": "main",
    "program": "main",
    "context": "context",
    "bookkeeping": "context",
    "change": "context",
    "chosen": "context",
    "asking": "context",
    "editor": "context",
    "texts": "context",
    "letters": "context",
    "mail": "context",
    "mail_delivery": "context",
    "mail_password": "context",
    "mail_settings": "context",
    "mail_troubles": "context",
    "documents": "context",
    "doctor": "context",
    "escalating": "context",
    "completing": "main",
    "selecting": "context",
    "redacting": "context",
    "redaction_choice": "context",
    "redaction_editor": "context",
    "reporting": "context",
    "publishing": "context",
    "report_memory": "context",
    "query_guard": "context",
    "trusted_names": "context",
    "press": "context",
    "report_forms": "context",
    "importing": "context",
    "cron_install": "context",
    "cron_jobs": "context",
    "cron_steps": "context",
    "crontab": "context",
    "usage": "main",
    "interrupted": "main",
    "arguments": "main",
    "errors": "errors",
    "values": "values",
    "language": "language",
    "catalogue": "language",
    "wording": "language",
    "relative": "language",
}
EVERYWHERE = {"package", "errors", "values", "language"}
MAY_IMPORT = {
    "main": {"commands", "context", "intake", "store", "reports", "render", "domain", "demo"},
    "commands": {"context", "intake", "store", "reports", "render", "domain", "demo"},
    "context": {"intake", "store", "reports", "render", "domain"},
    "render": {"reports", "domain"},  # figures are values that it draws; it asks for none
    "reports": {"domain"},
    "intake": {"domain"},
    "store": {"domain"},
    "domain": set(),
    "demo": set(),  # the bundled export, no code
    "language": set(),
    "errors": set(),
    "values": set(),
    "package": set(),
}

# What is done in one place alone, so that there is one place to look at.
ONE_PLACE = {
    "yaml": {"store/libyaml.py"},
    # git and the editor; the trial of signing, which must see no terminal and may not wait for ever; and our own kind
    "subprocess": {"store/git.py", "store/git_streams.py", "store/signing.py", "store/index_workers.py", "editor.py"},
}
THE_EDGE = {"main.py", "context.py"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv"}
DRAWERS = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

LONGEST = 350
LONGER_WITH_A_REASON: dict[str, int] = {}

# Imported by the command that needs it, not by each: a start of mcu is paid hundreds of times a day.
HEAVY = {
    "rich",
    "tabulate",
    "dateutil",
    "pydantic",
    "yaml",
    "holidays",
    "Stemmer",
    "python_calamine",
    "sqlite3",
    "babel",
    "jinja2",
    "crontab",
    "matplotlib",
    "numpy",
    "xlsxwriter",
}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def layer_of(module: str) -> str:
    """Return the layer of `mcu_cli.store.git` and the like; refuse what no layer is named for."""
    inside = module.split(".")[1:]
    layer = LAYER_OF_MODULE.get(inside[0], inside[0]) if inside else "package"
    assert layer in MAY_IMPORT, f"{module} is in no layer; name one in tests/test_architecture.py"
    return layer


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Give line and full name of each module imported, those inside functions and TYPE_CHECKING included."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: a relative import hides its layer"
            assert node.module is not None
            if node.module == "mcu_cli":
                yield from ((node.lineno, module_in_package(alias.name)) for alias in node.names)
            else:
                yield node.lineno, node.module


def module_in_package(name: str) -> str:
    """Tell `from mcu_cli import language` (a module) from `from mcu_cli import __version__` (a value)."""
    is_module = (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()
    return f"mcu_cli.{name}" if is_module else "mcu_cli"


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for an attribute of names, the empty text for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def uses(path: Path, names: set[str]) -> list[str]:
    """Give the places that use one of `names`: `os.environ`, `datetime.now`, `from os import environ`."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Attribute):
            used = {".".join(dotted(node).split(".")[-2:])}
        elif isinstance(node, ast.ImportFrom):
            used = {f"{node.module}.{alias.name}" for alias in node.names}
        else:
            continue
        found += [f"{name_of(path)}:{node.lineno}: {name}" for name in used & names]
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down_only(path: Path) -> None:
    own = layer_of(module_of(path))
    allowed = MAY_IMPORT[own] | EVERYWHERE | {own}
    if own in EVERYWHERE:
        allowed = {own, "package"}
    wrong = [
        f"{name_of(path)}:{line}: {own} may not import {module}"
        for line, module in imported(path)
        if module.split(".")[0] == "mcu_cli" and layer_of(module) not in allowed
    ]
    assert wrong == []


@pytest.mark.parametrize("library", sorted(ONE_PLACE))
def test_some_libraries_are_imported_in_one_place(library: str) -> None:
    places = {name_of(path) for path in MODULES for _, module in imported(path) if module.split(".")[0] == library}
    assert places <= ONE_PLACE[library]


def test_nothing_is_printed_past_the_one_door() -> None:
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and dotted(node.func) in {"print", "pprint", "pprint.pprint"}
    ]
    assert calls == []


@pytest.mark.parametrize("names", [CLOCKS, ENVIRONMENT], ids=["clock", "environment"])
def test_clock_and_environment_enter_at_the_edge(names: set[str]) -> None:
    assert [use for path in MODULES if name_of(path) not in THE_EDGE for use in uses(path, names)] == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert [name_of(path) for path in MODULES if {*path.with_suffix("").parts} & DRAWERS] == []


def test_modules_are_short_enough_to_be_read() -> None:
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGER_WITH_A_REASON.get(name, LONGEST)} == {}
    assert {name for name in LONGER_WITH_A_REASON if lengths.get(name, 0) <= LONGEST} == set()


def test_start_up_imports_nothing_heavy() -> None:
    # Coverage, where it measures child processes, imports sqlite3 on its own account.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    started = subprocess.run(
        [sys.executable, "-c", "import sys, mcu_cli.main; sys.stdout.write(' '.join(sys.modules))"],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    loaded = {module.split(".")[0] for module in started.stdout.split()}
    assert "mcu_cli" in loaded
    assert loaded & HEAVY == set()
