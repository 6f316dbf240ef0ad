"""What is done to a file to make another: to its bytes, to its words, and to the parts of an archive."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.fuzz.seeds import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

_LONGEST = 1 << 17
_MOST = 6  # mutations on top of each other
# What has led readers of these kinds astray: signs of their grammars, numbers and days past their ends, odd letters.
_WORDS = tuple(
    word.encode("utf-8", "surrogatepass")
    for word in (
        "'", '"', "''", '""', '"\n', "\\", "\\u202e", "\\ud800", "\0", "\r", "\n", "\r\n", "\t", "\u2028", "\x85",
        "\ufeff", "\u202e", "\u200d", "\ud800", "\U0001f468\u200d\U0001f469", "\u0301" * 40, "ё", "İ", "ß", "²",
        "٣", "{", "}", "[", "]", "{}", "[]", "[[[[", "]]]]", "{{", "}}", "{%", "%}", "{#", "#}", "{% if x %}",
        "{% endif %}", '{% include "letter" %}', '{% extends "letter" %}', "{% for a in range(10**9) %}",
        "{{ 'x' * 10**9 }}", "{{ appeal.__class__.__mro__ }}", "{{ ''.__class__ }}",
        "{{ self._TemplateReference__context }}", "| default", "-", "- ", "--", "---", "---\n", "...\n", ": ", ":",
        "?", "!", "!!python/object:os.system", "&a", "*a", "<<: *a", "|", "|-", "|2-", ">", "%YAML 9.9", "#", "~",
        "null", "yes", "0x1f", "0o7", "1_000", "1e999", "-1e400", "NaN", ".inf", "9" * 30, "9" * 400, "-0", "0",
        "00", "1.5", "65535", "4294967295", "18446744073709551615", "2147483648", "99999-01-01", "0000-00-00",
        "9999-12-31", "2026-02-30", "2026-11-20", "24:00:00", "23:59:60", "+99:99", "-14:00",
        "2026-11-20T10:00:00+06:00", "32.13.2026", "1.1.1", "or", "или", "not", "не", "(", ")", "((((((((", "-(",
        "@mine", "@@", "<", "<=", "..", ",", ";", ",,", "status:", "due:<", "none", "*", "«", "»", "=", "+", "=1+1",
        "<b>", "</b>", "<!DOCTYPE x>", "<!ENTITY a 'b'>", "&a;", "&#1;", "&#x110000;", "&#0;", "<![CDATA[", "]]>",
        "<!--", "-->", "<?xml", "../../x", "/etc/passwd", "a/b", "C:\\x", "id:", "text:", "history:",
        "event: answered", "state:", "format: 2",
    )
)  # fmt: skip
_TOKEN = re.compile(rb"\w+|[^\w\s]|\s+")


def mutated(data: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    """Return a file made of `data`; `others` are files of the same kind, of which pieces are put in."""
    parts = unpacked(data) if data.startswith(b"PK") and dice.random() < 0.8 else None  # mostly
    if parts:
        return packed(_with_other_parts(parts, dice))
    for _turn in range(dice.randint(1, _MOST)):
        data = dice.choice(_WAYS)(data, others, dice)[:_LONGEST]
    return data


def _with_other_parts(parts: dict[str, bytes], dice: Random) -> dict[str, bytes]:
    for _turn in range(dice.randint(1, 3)):
        name = dice.choice(sorted(parts))
        match dice.randrange(10):
            case 0:
                del parts[name]
                if not parts:
                    return {"mimetype": b""}
            case 1:
                parts[dice.choice(sorted(parts))] = parts[name]
            case 2:
                parts[dice.choice(("xl/worksheets/sheet2.xml", "../x", "/x", "content.xml", "xl/x" * 60))] = parts[name]
            case _:
                parts[name] = dice.choice(_WAYS)(parts[name], list(parts.values()), dice)
    return parts


def _other_bytes(data: bytes, _others: Sequence[bytes], dice: Random) -> bytes:
    changed = bytearray(data or b"\0")
    for _byte in range(dice.randint(1, 4)):
        at = dice.randrange(len(changed))
        changed[at] = dice.choice((0, 0xFF, 0x7F, 0x80, changed[at] ^ 1 << dice.randrange(8), dice.randrange(256)))
    return bytes(changed)


def _without(data: bytes, _others: Sequence[bytes], dice: Random) -> bytes:
    start, end = _span(data, dice)
    return data[:start] + data[end:]


def _again(data: bytes, _others: Sequence[bytes], dice: Random) -> bytes:
    start, end = _span(data, dice)
    return data[:end] + data[start:end] * dice.choice((1, 1, 2, 30, 500)) + data[end:]


def _with_word(data: bytes, _others: Sequence[bytes], dice: Random) -> bytes:
    at = dice.randint(0, len(data))
    return data[:at] + dice.choice(_WORDS) * dice.choice((1, 1, 1, 2, 100)) + data[at:]


def _word_for_word(data: bytes, _others: Sequence[bytes], dice: Random) -> bytes:
    found = list(_TOKEN.finditer(data[:_LONGEST]))
    if not found:
        return dice.choice(_WORDS)
    at = dice.choice(found)
    new = dice.choice(_WORDS) if dice.random() < 0.6 else dice.choice(found)[0]  # both often
    return data[: at.start()] + new + data[at.end() :]


def _lines_exchanged(data: bytes, _others: Sequence[bytes], dice: Random) -> bytes:
    lines = data.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    if dice.random() < 0.3:  # now and then
        lines[one] = b"  " * dice.randint(1, 30) + lines[one].strip()
    return b"\n".join(lines)


def _crossed(data: bytes, others: Sequence[bytes], dice: Random) -> bytes:
    start, end = _span(data, dice)
    other = dice.choice(others) if others else b""
    first, last = _span(other, dice)
    return data[:start] + other[first:last] + data[end:]


def _span(data: bytes, dice: Random) -> tuple[int, int]:
    start = dice.randint(0, len(data))
    return start, min(len(data), start + dice.choice((0, 1, 2, 8, 40, 400)))


_WAYS = (
    _other_bytes,
    _without,
    _again,
    _with_word,
    _with_word,
    _word_for_word,
    _word_for_word,
    _lines_exchanged,
    _crossed,
)
