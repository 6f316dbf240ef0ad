"""The bytes of a template as text that Jinja2 can read, or what is wrong with them."""

from __future__ import annotations

import re

from mcu_cli.errors import Problem
from mcu_cli.language import _
from mcu_cli.render.clean import clean

# Stands on each empty line of a template whose paragraphs flow: no template and no value holds it, `source_of` and
# `clean` see to that.
PARAGRAPH = "\u2029"
_EMPTY_LINE = re.compile(r"^[ \t]*\n", re.MULTILINE)
LONGEST_TEMPLATE = 50_000  # bytes
# A line that holds one condition or one remark and nothing else. A remark is not followed past a line that begins as
# one: where none of many is closed, each would be followed to the end of the file.
_LONE_TAG = re.compile(
    r"^[ \t]*(?P<tag>\{%(?:(?!%\}).)*?)(?P<end>-?%\})[ \t]*\n"
    r"|^[ \t]*(?P<remark>\{#(?:(?!#\}|\n[ \t]*\{#)[\s\S])*?)(?P<close>-?#\})[ \t]*\n",
    re.MULTILINE,
)


def source_of(path: str, data: bytes) -> str | Problem:
    """Return the text of a template, its lines ended by line feeds alone; or what is wrong with the file at `path`."""
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


def with_paragraphs_marked(source: str) -> str:
    """Return a template with `PARAGRAPH` on each of its empty lines, so that no other line break parts paragraphs."""
    return _EMPTY_LINE.sub(f"{PARAGRAPH}\n", source.rstrip())


def without_lone_lines(source: str) -> str:
    """Return a template in which a line that holds a condition or a remark alone leaves no line in the text.

    Its line feed goes inside the tag, so that lines keep their numbers. What Jinja2 has for it (`trim_blocks`) also
    takes the line feed behind a condition at the end of a sentence, and two paragraphs grow together.
    """
    return _LONE_TAG.sub(lambda found: f"{found['tag'] or found['remark']}\n{found['end'] or found['close']}", source)
