"""The commands that write, each as it is typed in the town, and what has to stand there before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from tests.torture.town import DAY, LARGE, LATER, MUCH_LATER, SMALL, TODAY, Scratch, done, export, git

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.torture.runner import Runner

_PATH = f"appeals/{DAY.replace('-', '/')}/{TODAY}-0001.yaml"


def _nothing(_runner: Runner, _scratch: Scratch) -> None:
    pass


class Case(NamedTuple):
    """One command: its arguments, what prepares the store for it, what is piped in, and the environment it has more."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Runner, Scratch], None] = _nothing
    given: bytes = b""
    extra: Mapping[str, str] = {}  # never changed
    founds: bool = False
    long: bool = False
    hand: bool = False  # takes an edit made by hand in, so that the folder differs from HEAD before it
    no_commit: bool = False
    forged: bool = False  # its history holds what `mcu verify` finds

    @property
    def one_commit(self) -> bool:
        """Whether it makes just one commit, all or nothing, and says how that went by its exit code.

        Where one of cron's jobs fails the others go on; what has to go up and cannot be changed holds nobody up.
        """
        return not (self.no_commit or self.name in {"cron run", "escalate --due"})


def _with_table(rows: int) -> Callable[[Runner, Scratch], None]:
    def prepare(_runner: Runner, scratch: Scratch) -> None:
        export(scratch.outside / "table.csv", rows)

    return prepare


def _edited(_runner: Runner, scratch: Scratch) -> None:
    path = scratch.store / _PATH
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"Яма на дороге", "Яма и люк на дороге", text), "utf-8")


def _changed_registry(_runner: Runner, scratch: Scratch) -> None:
    path = scratch.store / "departments.yaml"
    path.write_text(path.read_text("utf-8").replace("Город Невинск", "Город Невинск и посёлки"), "utf-8")


def _noted(runner: Runner, scratch: Scratch) -> None:
    done(runner, scratch.store, "note", "1", "2", "--text", "Звонили.", "--yes")


def _with_incoming(runner: Runner, scratch: Scratch) -> None:
    done(runner, scratch.store, "cron", "show")
    (scratch.store / "intake").mkdir(exist_ok=True)
    export(scratch.store / "intake" / "table.csv", SMALL)


def _forged(_runner: Runner, scratch: Scratch) -> None:
    """Put an edit on record by git itself, past mcu."""
    _edited(_runner, scratch)
    git(scratch.store, "-c", "user.name=A", "-c", "user.email=a@town.example", "commit", "--quiet", "-am", "Опечатка")


def _unkept(_runner: Runner, scratch: Scratch) -> None:
    """Let git's settings lack what the store wants, and the objects lie about singly."""
    git(scratch.store, "config", "--unset", "index.version")
    git(scratch.store, "config", "--unset", "core.quotePath")


def _closed(runner: Runner, scratch: Scratch) -> None:
    """Let an appeal be settled, for years to pass."""
    done(runner, scratch.store, "answer", "2", "--text", "Фонарь починен.", "--outcome", "resolved")


def _with_hook(runner: Runner, scratch: Scratch) -> None:
    """Let git have a hook, so that `git commit` makes the commits."""
    hook = scratch.store / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 0\n", "utf-8")
    hook.chmod(0o755)
    done(runner, scratch.store, "list")


def _split_index(_runner: Runner, scratch: Scratch) -> None:
    """Let git write of its index only what has changed, as in a large store."""
    git(scratch.store, "config", "core.splitIndex", "true")
    git(scratch.store, "update-index", "--split-index")


def _without_index(_runner: Runner, scratch: Scratch) -> None:
    for path in (scratch.store / ".mcu").glob("index.sqlite*"):
        path.unlink()


CASES = (
    Case("add", ("add", "--channel", "phone", "--text", "Нет отопления.", "--to", "roads")),
    Case("assign", ("assign", "4", "--to", "roads")),
    Case("assign by query", ("assign", "channel:urgent,page", "--to", "roads", "--yes")),
    Case("answer", ("answer", "2", "--text", "Фонарь починен.", "--outcome", "resolved")),
    Case("answer by query", ("answer", "category:none", "--text", "Разберёмся.", "--interim", "--yes")),
    Case("escalate", ("escalate", "1", "--reason", "Срок прошёл.")),
    Case("escalate --due", ("escalate", "--due", "--yes"), extra={"MCU_NOW": LATER}),
    Case("edit", ("edit", "1", "--set", "place.street=Лесная", "--reason", "Уточнено.")),
    Case("record", ("record", "--reason", "Ошибка при вводе."), _edited, hand=True),
    Case("record a registry", ("record", "--reason", "Посёлки вошли."), _changed_registry, hand=True),
    Case("redact", ("redact", "1", "2", "3", "--all", "--yes")),
    Case("retention apply", ("retention", "apply", "--yes"), _closed, extra={"MCU_NOW": MUCH_LATER}),
    Case("split", ("split", "3", "--text", "Нет воды.")),
    Case("link", ("link", "2", "--related-to", "1")),
    Case("classify", ("classify", "4", "--category", "roads")),
    Case("note by query", ("note", "1", "2", "3", "--text", "Звонили.", "--yes")),
    Case("undo", ("undo", "--yes"), _noted),
    Case("filter save", ("filter", "save", "срочные", "channel:urgent")),
    Case("reception add", ("reception", "add", "--form", "field", "--name", "Ж. Ж.", "--question", "Когда свет?")),
    Case("reception appeal", ("reception", "appeal", "1", "1")),
    Case("instruct done", ("instruct", "done", "1")),
    Case("poll result", ("poll", "result", "1", "--participants", "10", "--vote", "1=7", "--vote", "2=3")),
    Case("done", ("done", "Скамейка поставлена", "--count", "2")),
    Case("summary --save", ("summary", "--save")),
    Case("import", ("import", "{outside}/table.csv"), _with_table(SMALL)),
    Case("redact a passage", ("redact", "1", "--text", "дома", "--reason", "По просьбе.", "--yes")),
    Case(
        "record --acknowledge",
        ("record", "--acknowledge", "HEAD", "--reason", "Опечатка в тексте."),
        _forged,
        forged=True,
    ),
    Case("cron run", ("cron", "run"), _with_incoming, extra={"MCU_NOW": LATER}),
    Case("doctor --fix", ("doctor", "--fix"), _unkept, no_commit=True),
    Case("init", ("init", "{store}", "--name", "Город Невинск"), founds=True),
    Case("assign with a hook", ("assign", "4", "--to", "roads"), _with_hook),
    Case("note by query with a hook", ("note", "1", "2", "3", "--text", "Звонили.", "--yes"), _with_hook),
    Case("assign, git's index split", ("assign", "4", "--to", "roads"), _split_index),
    Case("list without an index", ("list",), _without_index, no_commit=True),
    Case("import of 10,000 rows", ("import", "{outside}/table.csv"), _with_table(LARGE), long=True),
)
BY_NAME = {case.name: case for case in CASES}


def arguments_of(case: Case, scratch: Scratch) -> tuple[str, ...]:
    """Return the arguments of a case, with the folders of the scratch folder in them."""
    return tuple(one.format(outside=scratch.outside, store=scratch.store) for one in case.arguments)
