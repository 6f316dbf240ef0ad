"""`mcu demo`: a working day on an invented town, played with mcu's own commands in a scratch store."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Annotated

import typer

from mcu_cli.context import Context
from mcu_cli.errors import McuError, UsageError
from mcu_cli.language import _

TOWN = "город Североречинск"
TIMEZONE = "Asia/Yekaterinburg"
# The moment up to which the bundled export was invented: what is open and overdue is the same whenever it is played.
MOMENT = "2026-11-20T18:00:00+05:00"
OPERATOR = ("Анна Демонстрационная", "operator@severorechinsk.example")


def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help=_("Where to make the scratch store; else a temporary folder."), metavar="DIR")
    ] = None,
) -> None:
    """Play a working day in a scratch store.

    Imports an invented export, assigns, answers, escalates, reports, and says what to try next.
    """
    from tempfile import mkdtemp  # these, here and below, for the demo alone: `mcu --help` imports every command

    mcu = Context.of(ctx)
    scratch = mcu.path(folder).resolve() if folder else Path(mkdtemp(prefix="mcu-demo-")) / "store"
    if scratch.exists() and any(scratch.iterdir()):
        raise UsageError(_("{path} is not empty; name a new folder for the demo").format(path=scratch))
    scratch.mkdir(parents=True, exist_ok=True)
    day = _Day(mcu, scratch)
    day.begin()
    day.take_in()
    day.work()
    day.report()
    day.say_what_next()


class _Day:
    """The scratch store and the commands played on it."""

    def __init__(self, mcu: Context, scratch: Path) -> None:
        self._mcu = mcu
        self._scratch = scratch
        self._environment = {
            **mcu.environment,
            "MCU_NOW": MOMENT,
            "MCU_STORE": str(scratch),
        }

    def begin(self) -> None:
        from mcu_cli.store.git import Git

        self._mcu.out.say(
            _("A working day in {town}, on {day}. The store: {path}").format(
                town=TOWN, day=MOMENT[:10], path=self._scratch
            )
        )
        git = Git(self._scratch, self._mcu.environment)
        git.run("init", "--quiet", "--initial-branch=main")
        git.run("config", "user.name", OPERATOR[0])
        git.run("config", "user.email", OPERATOR[1])
        git.run("config", "commit.gpgSign", "false")  # the operator's own key has no part in a play
        self._play(_("Make a store"), "init", str(self._scratch), "--name", TOWN, "--timezone", TIMEZONE)

    def take_in(self) -> None:
        from importlib import resources

        export = resources.files("mcu_cli.demo") / "incident_export.xlsx"
        with resources.as_file(export) as path:
            self._play(_("Take in what the system of the region exported"), "import", str(path), "--adopt")
            self._play(_("The same file again changes nothing"), "import", str(path))

    def work(self) -> None:
        self._play(_("What burns?"), "agenda", "--limit", "4")
        self._play(
            _("Two citizens call"),
            "add", "--channel", "urgent", "--text", "Прорвало трубу с горячей водой, заливает подвал дома.",
            "--settlement", "Заречный район", "--street", "улица Ленина", "--house", "45",
        )  # fmt: skip
        self._play(
            "",
            "add", "--channel", "phone", "--text", "Автобус 14 маршрута второй день не приходит по расписанию.",
            "--settlement", "микрорайон Северный", "--name", "Лесова А. П.",
        )  # fmt: skip
        new = self._ids("--status", "new")
        self._play(_("Let the words of the texts say who answers"), "assign", *new, "--auto", "--yes")
        (pothole,) = self._ids("--overdue", "--category", "roads", "--sort", "due", "--limit", "1")
        (dry_tap,) = self._ids("--overdue", "--category", "housing", "--sort", "due", "--limit", "1")
        self._play(
            _("Answer one"),
            "answer", pothole, "--outcome", "measures-taken", "--via", "comment",
            "--text", "Здравствуйте! Ямочный ремонт выполнен сегодня, спасибо за сообщение.",
        )  # fmt: skip
        self._play(_("Escalate another"), "escalate", dry_tap, "--reason", "Срок ответа прошёл, исполнитель молчит.")
        self._play(_("Whatever ran late climbs the ladder: who would be told?"), "escalate", "--due", "--dry-run")
        self._play(_("A slip"), "close", new[0], "--outcome", "withdrawn")
        self._play(_("Take it back"), "undo", "--yes")
        self._play(_("One appeal whole"), "show", pothole)

    def report(self) -> None:
        self._play(_("The day's report"), "report", "day")
        self._play(_("One page for the head of the town"), "summary")
        escalated = [str(entry["id"]) for entry in self._listed("--open") if entry["escalation"]]
        self._play(_("The audit log of an appeal"), "log", escalated[0])
        self._play(_("Is everything in order?"), "check")

    def say_what_next(self) -> None:
        out = self._mcu.out
        mcu = "mcu" if shutil.which("mcu", path=self._mcu.environment.get("PATH")) else self._mcu.program
        out.say()
        out.say(_("The store stays in {path}. Try next:").format(path=self._scratch))
        for line in (
            f"cd {_quoted(str(self._scratch))}",
            f"export MCU_NOW={MOMENT}",
            f"{mcu} list --open --department roads",
            f"{mcu} search ямы",
            f"{mcu} report month",
            "git log --stat -3",
        ):
            out.say(f"  {line}")

    def _play(self, title: str, *arguments: str) -> None:
        shown = " ".join(
            _quoted(Path(word).name if "/" in word and Path(word).exists() else word) for word in arguments
        )
        if title:
            self._mcu.out.say()
            self._mcu.out.say(f"# {title}")
        self._mcu.out.say(f"$ mcu {shown}")
        self._mcu.out.stdout.flush()
        code = self._mcu.run(list(arguments), self._environment, self._scratch)
        if code:
            raise McuError(_("the demo stopped: `mcu {command}` ended with {code}").format(command=shown, code=code))

    def _ids(self, *filters: str) -> list[str]:
        return [str(entry["id"]) for entry in self._listed(*filters)]

    def _listed(self, *filters: str) -> list[dict[str, object]]:
        heard = io.StringIO()
        self._mcu.run(["list", *filters, "--json"], self._environment, self._scratch, heard)
        from json import loads

        return list(loads(heard.getvalue())["data"])


def _shown(word: str) -> str:
    """Return an argument as a clerk would type it: a file by its name, quotes only where the shell needs them."""
    return _quoted(Path(word).name if Path(word).is_absolute() else word)


def _quoted(word: str) -> str:
    """Return a word as a shell takes it for one."""
    from shlex import quote

    return quote(word)
