"""Wrong usage: exit code 2 and a sentence of mcu's own, whatever the framework says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mcu_cli import usage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Mcu

WRONG = [
    (("lis",), "mcu: there is no command lis; did you mean list?; see `mcu --help`"),
    (("frobnicate",), "mcu: there is no command frobnicate; see `mcu --help`"),
    (
        ("list", "--statu", "x"),
        "mcu: there is no option --statu; did you mean --sort, --status?; see `mcu list --help`",
    ),
    (("show", "--zzz"), "mcu: there is no option --zzz; see `mcu show --help`"),
    (("assign",), "mcu: the argument ID... is missing; see `mcu assign --help`"),
    (("defer", "1"), "mcu: the option --until, -u is missing; see `mcu defer --help`"),
    (("classify", "1"), "mcu: say what it is about with --category, or leave it to mcu with --auto"),
    (
        ("prioritise", "1", "-p", "hihg"),
        "mcu: --priority, -p: hihg is not one of low, normal, high, urgent; see `mcu prioritise --help`",
    ),
    (("list", "-n", "x"), "mcu: --limit, -n: x is not a number; see `mcu list --help`"),
    (("list", "-n", "-5"), "mcu: --limit, -n: -5 is out of range (at least 0); see `mcu list --help`"),
    (("defer", "1", "--to", "x"), "mcu: there is no option --to; see `mcu defer --help`"),
    (("edit", "1", "2"), "mcu: 2 is too much; see `mcu edit --help`"),
    (("list", "--sort"), "mcu: the option --sort needs a value; see `mcu --help`"),
]


@pytest.mark.parametrize(
    ("arguments", "sentence"), WRONG, ids=lambda value: value[0] if isinstance(value, tuple) else ""
)
def test_wrong_usage_is_said_in_one_sentence(mcu: Mcu, arguments: tuple[str, ...], sentence: str) -> None:
    refused = mcu(*arguments, code=2)
    assert refused.stdout == ""
    assert refused.stderr == f"{sentence}\n"


def test_wrong_usage_speaks_json_where_json_is_asked_for(mcu: Mcu) -> None:
    refused = mcu("list", "--json", "--limit", "x", code=2)
    assert refused.envelope["data"] is None
    assert "is not a number" in refused.envelope["problems"][0]["message"]


def test_without_arguments_and_without_a_store_the_help_is_shown(mcu: Mcu, tmp_path: Path) -> None:
    helped = mcu(code=2, cwd=tmp_path)
    assert helped.stdout == mcu("--help", cwd=tmp_path).stdout
    assert "Commands" in helped.stdout
    assert "import" in helped.stdout
    assert helped.stderr == ""


def test_arguments_that_are_no_text_are_refused_before_anything_is_done(mcu_process: Mcu) -> None:
    refused = mcu_process("search", "\udcff", code=2)
    assert "is not UTF-8" in refused.stderr


def test_what_the_framework_may_say_one_day_is_passed_on() -> None:
    class Unheard:
        ctx = None

        def format_message(self) -> str:
            return "Something new."

    assert usage.usage_sentence(Unheard()) == "Something new.; see `mcu --help`"
