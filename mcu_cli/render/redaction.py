"""What a redaction does, on the screen: before with what goes between brackets, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mcu_cli.domain.mark import MARK
from mcu_cli.domain.names import title
from mcu_cli.domain.redactable import KEY, values_of
from mcu_cli.domain.redaction import covers
from mcu_cli.language import _
from mcu_cli.render.clean import clean_line, shortened
from mcu_cli.render.facts import facts_text
from mcu_cli.wording import moment_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mcu_cli.domain.redactable import Record, Value
    from mcu_cli.domain.redaction import Passage

_AROUND = 30  # letters of a text shown on either side of what goes
_OPENS, _CLOSES = "⟦", "⟧"


def value_title(record: Record, name: str) -> str:
    """Return how a value is called: a fact by its title, one in an event by the event and its moment."""
    first, _dot, inner = name.partition(".")
    for event in record.history:
        if event.id == first:
            return f"{name} ({title(event.event)}, {moment_text(event.at)})" if inner else name
    shown = facts_text([name])
    return shown if shown == name else f"{shown} ({name})"


def preview(record: Record, after: Record, passages: Sequence[Passage], width: int) -> list[str]:
    """Return the lines that show what goes of one record."""
    before, then = values_of(record), values_of(after)
    names = after.history[-1].details["fields"]
    lines = [f"{record.id}"]
    for name, value in before.items():
        if not any(covers(one, name) for one in names) or (name in then and then[name].content == value.content):
            continue
        lines.append(f"  {value_title(record, name)}")
        spans = sorted((one.start, one.end) for one in passages if one.name == name)
        becomes = then[name].content if name in then else None
        if spans and becomes not in (MARK, None):
            lines += [f"    {line}" for line in _places(str(value.content), spans)]
        else:
            shown = _shown(value) if name != KEY else _("a digest of the text")
            lines.append(f"    {_OPENS}{shortened(clean_line(shown), max(width - 20, 20))}{_CLOSES}")
            lines.append(f"    → {_('removed') if becomes is None else MARK}")
    return lines


def _shown(value: Value) -> str:
    content = value.content
    return ", ".join(map(str, content)) if isinstance(content, tuple) else str(content)


def _places(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield for each passage what stands around it, before and after."""
    for start, end in spans:
        left, right = text[max(start - _AROUND, 0) : start], text[end : end + _AROUND]
        ends = ("…" if start > _AROUND else "", "…" if end + _AROUND < len(text) else "")
        yield clean_line(f"{ends[0]}{left}{_OPENS}{text[start:end]}{_CLOSES}{right}{ends[1]}")
        yield clean_line(f"→ {ends[0]}{left}{MARK}{right}{ends[1]}")


def after_json(after: Record, names: Sequence[str]) -> dict[str, Any]:
    """Return the redacted values as they are now, by their names; null for one that was taken away."""
    then = values_of(after)
    found: dict[str, Any] = {}
    for name in names:
        inside = {one: value for one, value in then.items() if covers(name, one)}
        found |= {one: _plain(value.content) for one, value in inside.items()} or {name: None}
    return found


def _plain(content: Any) -> Any:
    return list(content) if isinstance(content, tuple) else content
