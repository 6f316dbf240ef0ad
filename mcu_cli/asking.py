"""Questions to the operator on a terminal: on stderr, so that a result piped elsewhere stays clean."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from mcu_cli.domain.names import Word, find_word, title
from mcu_cli.domain.words import fold
from mcu_cli.errors import BadInputError, ExitCode, McuError, RefusedError, UsageError
from mcu_cli.language import _
from mcu_cli.render.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcu_cli.context import Context

YES = frozenset({"y", "yes", "д", "да"})
NO = frozenset({"", "n", "no", "н", "нет"})
_END = "."


class InterruptedAtQuestionError(McuError):
    """The operator left at a question with ^C; questions come before anything is written."""

    exit_code = ExitCode.INTERRUPTED


def ask(mcu: Context, question: str) -> str:
    """Return the operator's answer on one line, without blanks around it; empty where there is none."""
    return _answer(mcu, question).strip()


def confirmed(mcu: Context, question: str, *, yes: bool) -> None:
    """Ask a yes-or-no question and return if it is answered with yes.

    Raises RefusedError for a no, UsageError where nobody can be asked and `yes` was not given.
    """
    if yes:
        return
    if not mcu.interactive:
        raise UsageError(_("this needs a confirmation and nobody can be asked here; add --yes"))
    choices = _("[y/N]")
    if fold(ask(mcu, f"{question} {choices}")) not in YES:
        raise RefusedError(_("not confirmed; nothing was changed"))


def choose(mcu: Context, question: str, words: Sequence[Word]) -> Word:
    """Return the word that the operator chooses by its number, by itself or by the beginning of its title."""
    mcu.out.stderr.write(f"{question}\n")
    for number, word in enumerate(words, start=1):
        mcu.out.stderr.write(f"  {number:>2}  {title(word)} ({word})\n")
    while True:
        line = _answer(mcu, _("number or word:"))
        if not line:
            raise RefusedError(_("no answer was given; nothing was changed"))
        typed = line.strip()
        if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(words):
            return words[int(typed) - 1]
        found = find_word(words, typed)
        if found is not None:
            return found
        mcu.out.note(_("that is none of them; type a number from 1 to {n}, or a word of the list").format(n=len(words)))


def ask_text(mcu: Context, question: str) -> str:
    """Return a text of several lines, typed until a line with a single dot, or the end of input."""
    mcu.out.note(question)
    mcu.out.note(_("Type the text; a line with a single dot ends it."))
    lines = []
    while line := _line(mcu):
        if line.strip() == _END:
            break
        lines.append(line.rstrip("\r\n"))
    return "\n".join(lines)


def _answer(mcu: Context, question: str) -> str:
    """Return the line typed, with its line feed; empty at the end of input. A long question is broken at blanks."""
    shown = textwrap.fill(clean_line(question), max(mcu.out.width - 1, 1), break_long_words=False)
    return _line(mcu, f"{shown} ")


def _line(mcu: Context, shown: str = "") -> str:
    try:
        mcu.out.stderr.write(shown)
        mcu.out.stderr.flush()
        return mcu.stdin.readline()
    except UnicodeDecodeError:
        raise BadInputError(_("standard input is not UTF-8; convert the text and try again")) from None
    except KeyboardInterrupt:
        mcu.out.stderr.write("\n")  # the question stands on that line
        raise InterruptedAtQuestionError(_("interrupted; nothing was changed")) from None
