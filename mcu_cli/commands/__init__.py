"""The commands: one file each, none of them knows a rule or a format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcu_cli.commands.add import add
from mcu_cli.commands.agenda import agenda
from mcu_cli.commands.answer import answer
from mcu_cli.commands.assign import assign
from mcu_cli.commands.check import check
from mcu_cli.commands.classify import classify
from mcu_cli.commands.close import close
from mcu_cli.commands.completion import completion
from mcu_cli.commands.cron import cron
from mcu_cli.commands.defer import defer
from mcu_cli.commands.demo import demo
from mcu_cli.commands.done import done
from mcu_cli.commands.edit import edit
from mcu_cli.commands.escalate import escalate
from mcu_cli.commands.extend import extend
from mcu_cli.commands.filter import filter_
from mcu_cli.commands.forward import forward
from mcu_cli.commands.import_ import import_file
from mcu_cli.commands.init import init
from mcu_cli.commands.instruct import instruct
from mcu_cli.commands.likely import likely
from mcu_cli.commands.link import link
from mcu_cli.commands.list import list_appeals
from mcu_cli.commands.log import log
from mcu_cli.commands.note import note
from mcu_cli.commands.poll import poll
from mcu_cli.commands.prioritise import prioritise
from mcu_cli.commands.reception import reception
from mcu_cli.commands.recompute import recompute
from mcu_cli.commands.record import record
from mcu_cli.commands.reject import reject
from mcu_cli.commands.reopen import reopen
from mcu_cli.commands.report import report
from mcu_cli.commands.route import route
from mcu_cli.commands.search import search
from mcu_cli.commands.show import show
from mcu_cli.commands.split import split
from mcu_cli.commands.summary import summary
from mcu_cli.commands.template import template
from mcu_cli.commands.undo import undo

# In the order in which a working day meets them; `mcu --help` lists them so.
COMMANDS: dict[str, Callable[..., Any]] = {
    "init": init,
    "demo": demo,
    "import": import_file,
    "add": add,
    "agenda": agenda,
    "list": list_appeals,
    "show": show,
    "search": search,
    "likely": likely,
    "filter": filter_,
    "log": log,
    "route": route,
    "classify": classify,
    "prioritise": prioritise,
    "assign": assign,
    "answer": answer,
    "template": template,
    "escalate": escalate,
    "note": note,
    "link": link,
    "split": split,
    "defer": defer,
    "extend": extend,
    "forward": forward,
    "reject": reject,
    "close": close,
    "reopen": reopen,
    "reception": reception,
    "instruct": instruct,
    "poll": poll,
    "done": done,
    "edit": edit,
    "recompute": recompute,
    "record": record,
    "undo": undo,
    "report": report,
    "summary": summary,
    "cron": cron,
    "check": check,
    "completion": completion,
}
