"""Files of a store, queries and templates made to hang, to fill the memory or to run something: refused in words."""

from __future__ import annotations

import contextlib
import subprocess
import sys

import pytest

from mcu_cli.domain.letter_fields import NAMES
from mcu_cli.domain.query.parser import parse
from mcu_cli.errors import DamagedError, McuError, UsageError
from mcu_cli.render.letters import Letters
from mcu_cli.render.report.press import press_problems
from mcu_cli.store import registries
from mcu_cli.store.filters import filter_problems
from mcu_cli.store.map_file import read_map
from mcu_cli.store.schema import read_appeal
from mcu_cli.store.yaml_reader import LARGEST
from tests.conftest import ROOT

DEEP = 100_000
LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(24)
)
HEAD = (
    "format: 1\nid: 20251224-0001\nchannel: letter\nreceived: '2025-12-24T10:00:00+06:00'\ntext: Яма\n"
    "state: {status: new}\nhistory:\n"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAUGHS, "an anchor or alias"),
        ("a: &a\n  b: *a\n", "an anchor or alias"),
        ("<<: {a: b}\n? [a]\n: b\n", "a list or a mapping stands as a key"),
        ("a: " + "[" * DEEP, "nested deeper than"),
        ("a: " + "{b: " * DEEP, "nested deeper than"),
        ("".join(f"{' ' * n}a:\n" for n in range(2_000)), "nested deeper than"),
        ("- " * DEEP + "x", "the file is no mapping"),
        ("a: !!python/object/apply:os.system [x]\n", "a tag"),
        ("a: !include /etc/passwd\n", "a tag"),
        ("a" * 200_000 + ": b\n", ""),
        ("a: b\n---\nc: d\n", "a second document"),
        ("a: \0\n", "control character"),
        ('a: "\\ud800"\n', "invalid Unicode character escape"),
        ("a: \x1b[2J\n", "control character"),
        ("a: " + "x" * LARGEST, "at most 16,777,216"),
    ],
    ids=range(15),
)
def test_yaml_that_is_made_to_harm_is_refused_with_its_line(text: str, said: str) -> None:
    for read in (
        lambda data: read_appeal(data, file="appeal.yaml"),
        lambda data: registries.load(data, data),
        lambda data: read_map(data, file="map.yaml"),
    ):
        with pytest.raises(McuError) as refused:
            read(text.encode())
        assert said in " ".join([str(refused.value), *(problem.message for problem in refused.value.problems)])
    assert filter_problems(text.encode())


@pytest.mark.parametrize(
    "event",
    [
        "- {id: a, at: '99999-01-01T00:00:00+06:00', by: x@y.example, event: registered}",
        "- {id: a, at: '9999-12-31T23:59:59-14:00', by: x@y.example, event: registered}",
        "- {id: a, at: '0001-01-01T00:00:00+14:00', by: x@y.example, event: registered}",
        "- {id: a, at: '2025-12-24T10:00:00+06:00', by: x@y.example, event: rated, rating: " + "9" * 5_000 + "}",
        "- {id: a, at: '2025-12-24T10:00:00+06:00', by: x@y.example, event: rated, rating: 1e308}",
        "- {id: a, at: '2025-12-24T10:00:00+06:00', by: x@y.example, event: deferred, until: '99999-01-01'}",
        "- {id: ../../x, at: '2025-12-24T10:00:00+06:00', by: x@y.example, event: no-such}",
    ],
)
def test_an_event_past_all_bounds_is_damage_that_is_told(event: str) -> None:
    with pytest.raises(DamagedError) as refused:
        read_appeal(f"{HEAD}{event}\n".encode(), file="appeal.yaml")
    assert refused.value.problems


# Queries


@pytest.mark.parametrize(
    "query",
    [
        "(" * 10_000 + "a" + ")" * 10_000,
        "-" * 10_000 + "a",
        "not " * 10_000 + "a",
        "(" * 2_000 + "a" + ")" * 2_000,
        "-(" * 1_000 + "a" + ")" * 1_000,
        "a " * 2_400,
        "a or " * 900 + "a",
        "status:" + "new," * 1_000 + "new",
        "@a " * 1_000,
        '"' * 4_999,
        "received:" + "9" * 4_000,
        "due:<99999-01-01",
        "rating:" + "9" * 4_500,
    ],
    ids=lambda query: query[:9],
)
def test_a_query_of_any_depth_is_understood_or_refused(query: str) -> None:
    with contextlib.suppress(UsageError):
        assert parse(query).tree is not None


# Templates

ESCAPES = [
    "{% for x in range(10**9) %}x{% endfor %}",
    "{% for x in appeal.text %}x{% endfor %}",
    "{{ range(10**9) }}",
    "{{ 'x' * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ appeal.__class__ }}",
    "{{ appeal.text.__class__.__mro__[1].__subclasses__() }}",
    "{{ ''.join(['x']) }}",
    "{{ appeal['__class__'] }}",
    "{{ appeal.text | attr('__class__') }}",
    "{{ appeal.text.format(1) }}",
    "{{ '%s' % appeal.text }}",
    "{{ appeal.text | map('upper') }}",
    "{{ appeal.text | center(1000000000) }}",
    "{{ self.__init__ }}",
    "{{ lipsum(10**6) }}",
    "{{ cycler.__init__.__globals__.os.popen('x') }}",
    "{{ config }}",
    "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
    "{% set x = 1 %}",
    "{% import 'letter' as x %}",
    "{% include 'letter' %}",
    "{% include '../../../etc/passwd' %}",
    "{% include '/etc/passwd' %}",
    "{% include appeal.text %}",
    "{% include ['a', 'b'] %}",
    "{% extends 'letter' %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with x = 1 %}{% endwith %}",
    "{% autoescape false %}x{% endautoescape %}",
    "{% do x %}",
    "{{ appeal.text if appeal.text else '' ~ 'x' * 5 }}",
    "{{ (" + "(" * 500 + "appeal.text" + ")" * 500 + ") }}",
    "{% if a %}" * 500 + "{% endif %}" * 500,
    "{{ not " + "not " * 2_000 + "appeal.text }}",
    "x\x1b]0;evil\x07",
    "x\u202e",
]


@pytest.mark.parametrize("source", ESCAPES, ids=range(len(ESCAPES)))
def test_a_template_can_neither_run_anything_nor_go_on_for_ever(source: str) -> None:
    assert Letters({"letter": f"Здравствуйте! {source}".encode()}).problems("letter")
    assert press_problems("week", {"week": f"Здравствуйте! {source}".encode()})


def test_templates_that_double_each_other_are_refused() -> None:
    sources = {f"t{n}": f"{{% include 't{n + 1}' %}}{{% include 't{n + 1}' %}}".encode() for n in range(40)}
    sources["t40"] = b"x"

    (problem,) = Letters(sources).problems("t0")[:1]

    assert "more than 50 templates are taken in" in problem.message


def test_what_a_citizen_wrote_is_never_a_template() -> None:
    letters = Letters({"letter": b"{{ appeal.text }} {{ author.name }}"})
    values = dict.fromkeys(NAMES, "{{ 7 * 7 }}{% include 'letter' %}{{ ''.__class__ }}")

    assert letters.fill("letter", values) == " ".join([values["appeal.text"]] * 2)


# Texts: what is looked for in them takes as much longer as they are longer, and no more.

LONG = """
from datetime import datetime, timezone
from mcu_cli.domain.likeness import content, essence
from mcu_cli.domain.personal import author_candidates, personal_marks
from mcu_cli.domain.words import stems
from mcu_cli.intake.markup import readable, says_more
from mcu_cli.intake.moments import MomentError, moment_of
from mcu_cli.intake.proposing.cell_kinds import kind_of
from mcu_cli.render.clean import clean, clean_line
from mcu_cli.render.json_text import escaped
from mcu_cli.reports.streets import object_alone, street_alone

def street(text):
    street_alone(text, "")
    street_alone("a" + text + "x1", "")
    object_alone(text, "")

def moment(text):
    try:
        moment_of(text, zone=timezone.utc, now=datetime.now(timezone.utc))
    except MomentError:
        pass

LOOKS = (
    content, essence, personal_marks, author_candidates, stems, readable, says_more, moment, street, kind_of, clean,
    clean_line, escaped,
)
PIECES = (
    "a", "1", " ", "\\n", ".", ",", "-", "<", "<a ", "<!--", "&", "&#1", "[id1|", "[", "(", '"', "И", "И. ", "Иванов ",
    "Иванов И. И., ", "ул. ", "кв. 1 ", "д. 5-7, ", "8 (912) ", "8 912 345 67 89 ", "12-34-56 ", "1-", "1 ", "a@", "a.",
    "a@a.", "http://", "http://a/", "спасибо ", "спасибо х", "здравствуйте ", "паспорт 57 ", "снилс 1", "\\u200d",
    "\\u0301", "тел. ", "набер ", "2026-11-20 ", "1 ноября ", "не ", "Мария ", "МАРИЯ ", "Ивановна ",
)
for piece in PIECES:
    for end in ("", "!", "спасибо." + "." * 2000 + "x"):
        text = (piece * LETTERS)[:LETTERS] + end
        for look in LOOKS:
            look(text)
print("done")
"""


def test_no_text_however_it_is_made_takes_for_ever_to_be_looked_through() -> None:
    """20,000 letters, 47 ways, 13 looks: half a minute; where one of them takes the square of its length, many."""
    done = subprocess.run(
        [sys.executable, "-c", LONG.replace("LETTERS", "20_000")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout == "done\n", done.stderr[-2000:]
