"""What a template of an answer may say, held against its syntax tree before anything of it runs.

The language of Jinja2 is cut down to what a letter needs: fields, conditions, other templates taken in, four filters.
There are no loops, no assignments, no calls and no sums, so that a template ends, and soon, whoever wrote it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.letter_fields import GROUPS, NAMES
from mcu_cli.domain.template_choice import name_of, path_of
from mcu_cli.errors import Problem
from mcu_cli.language import _
from mcu_cli.render.clean import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

FILTERS = ("default", "day", "first_upper", "first_lower")
TESTS = ("defined", "undefined")
LONGEST_TEMPLATE = 50_000  # bytes
MOST_TAKEN_IN = 50  # templates that one takes in, directly or through others
# A line that holds one condition or one remark and nothing else. A remark is not followed past a line that begins as
# one: where none of many is closed, each would be followed to the end of the file.
_LONE_TAG = re.compile(
    r"^[ \t]*(?P<tag>\{%(?:(?!%\}).)*?)(?P<end>-?%\})[ \t]*\n"
    r"|^[ \t]*(?P<remark>\{#(?:(?!#\}|\n[ \t]*\{#)[\s\S])*?)(?P<close>-?#\})[ \t]*\n",
    re.MULTILINE,
)
_NODES = frozenset({
    "Template", "Output", "TemplateData", "If", "CondExpr", "Name", "Getattr", "Const", "Filter", "Test", "Not", "And",
    "Or", "Compare", "Operand", "Concat", "Include", "Extends", "Block",
})  # fmt: skip


def source_of(name: str, data: bytes) -> str | Problem:
    """Return the text of a template, its lines ended by line feeds alone; or what is wrong with it."""
    path = path_of(name)
    if len(data) > LONGEST_TEMPLATE:
        return Problem(_("the template is longer than {n} bytes; shorten it").format(n=LONGEST_TEMPLATE), file=path)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Problem(_("the file is not UTF-8; save it in that encoding"), file=path, line=line)
    for number, line_text in enumerate(text.split("\n"), start=1):
        shown = clean(line_text)
        if shown != line_text:
            return Problem(
                _("a character that does not show stands here: {line}; delete it").format(line=shown[:80]),
                file=path,
                line=number,
            )
    return text


def without_lone_lines(source: str) -> str:
    """Return a template in which a line that holds a condition or a remark alone leaves no line in the letter.

    Its line feed goes inside the tag, so that lines keep their numbers. What Jinja2 has for it (`trim_blocks`) also
    takes the line feed behind a condition at the end of a sentence, and two paragraphs grow together.
    """
    return _LONE_TAG.sub(lambda found: f"{found['tag'] or found['remark']}\n{found['end'] or found['close']}", source)


def problems_of(environment: Any, name: str, sources: Mapping[str, bytes]) -> list[Problem]:
    """Return all that is wrong with a template and with those that it takes in, which `sources` holds by name."""
    problems: list[Problem] = []
    _examine(environment, name, sources, problems, (), {})
    return problems


def fields_of(environment: Any, name: str, sources: Mapping[str, bytes]) -> list[str]:
    """Return the fields that a template and those that it takes in name, in the order of the table; it is in order."""
    used: dict[str, bool] = {}
    _examine(environment, name, sources, [], (), used)
    return [field for field in NAMES if field in used]


def _examine(  # noqa: PLR0913, PLR0917  # one walk for problems and for fields
    environment: Any,
    name: str,
    sources: Mapping[str, bytes],
    problems: list[Problem],
    above: tuple[str, ...],
    used: dict[str, bool],
    taken_in: list[str] | None = None,
) -> None:
    path = path_of(name)
    taken_in = [] if taken_in is None else taken_in
    source = source_of(name, sources[name])
    if isinstance(source, Problem):
        problems.append(source)
        return
    if not source.strip():
        problems.append(Problem(_("the template is empty; write the text of the answer"), file=path))
        return
    rules = _Rules(path, used)
    broken = _read(environment, name, source, rules)
    if broken is not None:
        problems.append(broken)
        return
    problems += rules.problems
    for other, line in rules.taken_in:
        inner = name_of(other)
        taken_in.append(inner)
        told = ""
        if inner in (*above, name):
            told = _("{name!r} takes itself in, directly or through others; take it out").format(name=inner)
        elif inner not in sources:
            told = _("there is no template {name!r} on record; `mcu template` lists them").format(name=inner)
        elif len(taken_in) > MOST_TAKEN_IN:
            told = _("more than {n} templates are taken in; take some out").format(n=MOST_TAKEN_IN)
        if told:
            problems.append(Problem(told, file=path, line=line))
            return
        _examine(environment, inner, sources, problems, (*above, name), used, taken_in)
        if len(taken_in) > MOST_TAKEN_IN:
            return


def _read(environment: Any, name: str, source: str, rules: _Rules) -> Problem | None:
    """Hold a template against the rules; return why it cannot be read, None where it can."""
    from jinja2 import TemplateSyntaxError  # 40 ms, and few commands fill a letter

    path = path_of(name)
    try:
        tree = environment.parse(without_lone_lines(source), name, path)
        rules.walk(tree)  # before it is compiled, which would work out a constant like 'a' * 10**9
        if not rules.problems:
            environment.compile(tree, name, path)
    except TemplateSyntaxError as error:
        message = _("this is not the language of templates ({reason}); docs/templates.md shows it")
        return Problem(message.format(reason=error.message), file=path, line=error.lineno)
    except (RecursionError, SyntaxError, ValueError, MemoryError):  # of the parser of Jinja2, or of Python's own
        return Problem(_("brackets, conditions or numbers go too far here; write it simpler"), file=path)
    return None


class _Rules:
    """Walks over one syntax tree and keeps what it finds."""

    def __init__(self, path: str, used: dict[str, bool]) -> None:
        """Remember the file, for problems, and where to note the fields."""
        self._path = path
        self._used = used
        self._line = 1
        self.problems: list[Problem] = []
        self.taken_in: list[tuple[str, int]] = []

    def walk(self, node: Any) -> None:
        """Look at a node and at all below it."""
        kind = type(node).__name__
        self._line = node.lineno or self._line  # some nodes have none of their own
        if kind not in _NODES:
            self._wrong(
                _(
                    "this is not for templates; they may have fields, conditions, `include`, `extends` "
                    "and the filters {filters}"
                ).format(filters=", ".join(FILTERS)),
            )
        elif kind in {"Getattr", "Name"}:
            self._field(node)
        elif kind == "Const" and not isinstance(node.value, str):
            self._wrong(_("only texts in quotes stand beside fields; write {value} in quotes").format(value=node.value))
        elif kind == "CondExpr" and node.expr2 is None:
            self._wrong(_("nothing says what to write otherwise; add else: ... if ... else ..."))
        elif kind in {"Include", "Extends"}:
            self._other(node)
        else:
            if kind in {"Filter", "Test"}:
                self._named(node, FILTERS if kind == "Filter" else TESTS)
            for inner in node.iter_child_nodes():
                self.walk(inner)

    def _field(self, node: Any) -> None:
        name = _dotted(node)
        if name in NAMES:
            self._used[name] = True
        elif name in GROUPS:
            parts = ", ".join(_parts(name))
            self._wrong(_("{name!r} has parts; write one of {names}").format(name=name, names=parts))
        else:
            self._wrong(_("there is no field {name!r}; `mcu template --fields` lists them").format(name=name))

    def _other(self, node: Any) -> None:
        plain = type(node.template).__name__ == "Const" and isinstance(node.template.value, str)
        if not plain or getattr(node, "ignore_missing", False):
            self._wrong(_("name the one template that is taken in, in quotes and with nothing behind it"))
        else:
            self.taken_in.append((node.template.value, self._line))

    def _named(self, node: Any, known: Collection[str]) -> None:
        if node.name not in known:
            self._wrong(_("{name!r} is not one of {choices}").format(name=node.name, choices=", ".join(known)))
        elif node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != (node.name == "default"):
            self._wrong(_("{name!r} is not used this way; docs/templates.md shows it").format(name=node.name))

    def _wrong(self, message: str) -> None:
        self.problems.append(Problem(message, file=self._path, line=self._line))


def _dotted(node: Any) -> str:
    """Return `author.name` for an attribute of a name; what is no such thing, as nearly as can be said."""
    if type(node).__name__ == "Name":
        return str(node.name)
    if type(node).__name__ == "Getattr":
        return f"{_dotted(node.node)}.{node.attr}"
    return "..."


def _parts(group: str) -> Iterator[str]:
    return (name for name in NAMES if name.startswith(f"{group}."))
