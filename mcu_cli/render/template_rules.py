"""What a template may say, held against its syntax tree before anything of it runs.

The language of Jinja2 is cut down to what a text needs: fields, conditions, other templates taken in, a few filters.
There are no loops, no assignments, no calls and no sums, so that a template ends, and soon, whoever wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mcu_cli.errors import Problem
from mcu_cli.language import _
from mcu_cli.render.template_errors import reason_of
from mcu_cli.render.template_source import source_of, without_lone_lines
from mcu_cli.render.template_tree import Tree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mcu_cli.render.dialect import Dialect

MOST_TAKEN_IN = 50  # templates that one takes in, directly or through others


@dataclass
class Examined:
    """What was found in a template and in those that it takes in; `compiles`: whether Jinja2 has to take it whole."""

    compiles: bool = True
    problems: list[Problem] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    taken_in: list[str] = field(default_factory=list)


def problems_of(environment: Any, dialect: Dialect, name: str, sources: Mapping[str, bytes]) -> list[Problem]:
    """Return all that is wrong with a template and with those that it takes in, which `sources` holds by name."""
    examined = Examined()
    _examine(environment, dialect, name, sources, examined)
    return examined.problems


def fields_of(environment: Any, dialect: Dialect, name: str, sources: Mapping[str, bytes]) -> list[str]:
    """Return the fields that a template and those that it takes in name, in the order of the table; it is in order."""
    examined = Examined(compiles=False)
    _examine(environment, dialect, name, sources, examined)
    return [known for known in dialect.fields if known in examined.fields]


def taken_in_by(environment: Any, dialect: Dialect, name: str, sources: Mapping[str, bytes]) -> list[str]:
    """Return the templates that one takes in, directly or through others, as far as they can be read."""
    examined = Examined(compiles=False)
    _examine(environment, dialect, name, sources, examined)
    return examined.taken_in


def _examine(  # noqa: PLR0913, PLR0917  # one walk for problems and for fields
    environment: Any,
    dialect: Dialect,
    name: str,
    sources: Mapping[str, bytes],
    examined: Examined,
    above: tuple[str, ...] = (),
) -> None:
    path = dialect.path_of(name)
    source = source_of(path, sources[name])
    if isinstance(source, Problem):
        examined.problems.append(source)
        return
    if not source.strip():
        examined.problems.append(Problem(_(dialect.empty), file=path))
        return
    tree = Tree(dialect, path, examined.fields)
    broken = _read(environment, path, source, tree, compiles=examined.compiles)
    if broken is not None:
        examined.problems.append(broken)
        return
    examined.problems += tree.problems
    for other, line in tree.taken_in:
        inner = dialect.name_of(other)
        examined.taken_in.append(inner)
        told = ""
        if inner in (*above, name):
            told = _("{name!r} takes itself in, directly or through others; take it out").format(name=inner)
        elif inner not in sources:
            told = _(dialect.no_template).format(name=inner)
        elif len(examined.taken_in) > MOST_TAKEN_IN:
            told = _("more than {n} templates are taken in; take some out").format(n=MOST_TAKEN_IN)
        if told:
            examined.problems.append(Problem(told, file=path, line=line))
            return
        _examine(environment, dialect, inner, sources, examined, (*above, name))
        if len(examined.taken_in) > MOST_TAKEN_IN:
            return


def _read(environment: Any, path: str, source: str, tree: Tree, *, compiles: bool) -> Problem | None:
    """Hold a template against the rules; return why it cannot be read, None where it can."""
    from jinja2 import TemplateSyntaxError  # 40 ms, and few commands fill a template

    try:
        parsed = environment.parse(without_lone_lines(source), path, path)
        tree.walk(parsed)  # before it is compiled, which would work out a constant like 'a' * 10**9
        if compiles and not tree.problems:
            environment.compile(parsed, path, path)
    except TemplateSyntaxError as error:
        return Problem(reason_of(error.message or "", tree.dialect.page), file=path, line=error.lineno)
    except (RecursionError, SyntaxError, ValueError, MemoryError):  # of the parser of Jinja2, or of Python's own
        return Problem(_("brackets, conditions or numbers go too far here; write it simpler"), file=path)
    return None
