"""Encodings of text files: told by their bytes, named by the operator where they cannot be told, never guessed at.

A byte order mark decides; else UTF-16 by the zero bytes that it is full of; else UTF-8, if the whole file is; else one
of the old encodings of Russian, if the letters that it gives are plainly Russian, and by far more so than the others'.
"""

from __future__ import annotations

import codecs
import io
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.errors import BadInputError
from mcu_cli.intake.files.russian_letters import likeliest
from mcu_cli.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcu_cli.intake.files.source import Source

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SPOKEN = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "cp1251": "windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "CP866",
    "iso8859-5": "ISO-8859-5",
    "mac-cyrillic": "Mac Cyrillic",
}
# Python knows them as encodings, but they are spellings of text in other text.
_NO_FILES = {"idna", "punycode", "unicode_escape", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7"}

_END_OF_DOS = "\x1a"  # with which programs of that age end a file, on a line of its own
# From the beginning of a word alone: else a megabyte of Latin letters is gone through from each of them.
_WORD = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
_WORDS_OF_A_PIECE, _WORDS = 400, 8000
_LONGEST_WORD = 64  # bytes that are looked at
_PAIR = re.compile(rb"[\xd0\xd1][\x80-\xbf]")  # a Russian letter in UTF-8
_UTF_8_SHARE = 0.1  # of the bytes past ASCII; Russian in the old encodings has less than 0.01 of such pairs
_UNIT_SHARE = 0.7  # of the units of UTF-16 that are Latin or Russian
_WORTH_ADVICE = 5  # words; of fewer the library says anything


class Encoding(NamedTuple):
    """An encoding: Python's name for it, and the length in bytes of the mark that the file begins with."""

    codec: str
    mark: int = 0

    @property
    def spoken(self) -> str:
        """Return the name that the operator knows, and types after `--encoding`."""
        return _SPOKEN.get(self.codec, self.codec)


class Flaw(NamedTuple):
    """The first byte that an encoding has no letter for: its position and value, the line in which it stands."""

    position: int
    value: int
    line: int


def text_lines(source: Source, encoding: Encoding) -> Iterator[str]:
    r"""Iterate over the lines with their ends: LF, CR or CRLF and nothing else; NUL characters are left out.

    Raises UnicodeDecodeError where the file is not in `encoding`, ConflictError where it was changed meanwhile.
    """
    with source.opened() as handle:
        handle.seek(encoding.mark)
        text = io.TextIOWrapper(handle, encoding=encoding.codec, errors="strict", newline="")
        try:
            for line in text:
                if line == _END_OF_DOS:
                    continue
                line = line.removeprefix("\ufeff")  # noqa: PLW2901  # files put together bring the mark of each
                yield line.replace("\0", "") if "\0" in line else line
        finally:
            text.detach()  # the source looks at its file once more, and closes it


def beginning(source: Source, encoding: Encoding, letters: int) -> str:
    """Return the first letters of the text, however long its lines are."""
    with source.opened() as handle:
        handle.seek(encoding.mark)
        text = io.TextIOWrapper(handle, encoding=encoding.codec, errors="strict", newline="")
        try:
            return text.read(letters)
        finally:
            text.detach()


def told(source: Source, named: str = "") -> Encoding:
    """Return the encoding of a text file, every byte of which it has a letter for; `named` by the operator it is that.

    Raises BadInputError with line and position where a byte does not fit, with advice where none can be told.
    """
    with source.opened() as handle:
        head = handle.read(4)
    if named:
        return _held(source, _named(named, head))
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _held(source, Encoding(codec, len(mark)))
    seen = _look_over(source)
    wide = seen.wide()
    if wide:
        return _held(source, Encoding(wide))
    utf_8 = Encoding("utf-8")
    if first_flaw(source, utf_8) is None:
        return utf_8
    if seen.share_of_pairs() > _UTF_8_SHARE:
        return _held(source, utf_8)  # which raises: a text in UTF-8 with a flaw is not one in another encoding
    old = likeliest(seen.words)
    if old is None:
        raise no_text(source) if any(seen.zeros) else _cannot_be_told(source, seen.words)
    return _held(source, Encoding(_canonical(old)))


def first_flaw(source: Source, encoding: Encoding) -> Flaw | None:
    """Return the first byte that is not text in `encoding`; None where all is."""
    decoder = codecs.getincrementaldecoder(encoding.codec)()
    behind = encoding.mark
    line, after_cr = 1, False
    pieces = source.pieces(encoding.mark)
    while True:
        piece = next(pieces, b"")
        waiting = len(decoder.getstate()[0])
        try:
            text = decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            sound = error.object[: error.start].decode(encoding.codec)
            position = behind - waiting + error.start
            return Flaw(position, error.object[error.start], line + _ends(sound, after_cr=after_cr))
        line += _ends(text, after_cr=after_cr)
        after_cr = text.endswith("\r") if text else after_cr
        behind += len(piece)
        if not piece:
            return None


class _Seen(NamedTuple):
    """What was seen of the bytes: words with bytes past ASCII, high bytes of UTF-16 at even and at odd positions."""

    words: list[bytes]
    size: int
    high: tuple[int, int]
    zeros: tuple[int, int]

    def wide(self) -> str:
        """Return `utf-16-le` or `utf-16-be` if the file is full of the high bytes of Latin and Russian letters.

        This comes before UTF-8: Russian in UTF-16 has no byte past ASCII, so that it is UTF-8 as well, of a kind.
        """
        units = self.size // 2
        for parity, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
            if self.zeros[parity] and self.high[parity] >= units * _UNIT_SHARE > self.high[1 - parity] * 2:
                return codec
        return ""

    def share_of_pairs(self) -> float:
        """Return the share of the bytes past ASCII that are Russian letters in UTF-8."""
        past_ascii = sum(byte >= 0x80 for word in self.words for byte in word)  # noqa: PLR2004  # that is ASCII
        return 2 * sum(len(_PAIR.findall(word)) for word in self.words) / (past_ascii or 1)


def _look_over(source: Source) -> _Seen:
    """Go through the whole file once: Russian may stand in a few cells of it alone."""
    words: list[bytes] = []
    high, zeros = [0, 0], [0, 0]
    every = 1
    for number, piece in enumerate(source.pieces()):
        for parity in (0, 1):
            half = piece[parity::2]
            zeros[parity] += half.count(0)
            high[parity] += half.count(0) + half.count(4)  # U+0000 and U+0400: Latin and Russian
        if number % every == 0:
            words += (found[0][:_LONGEST_WORD] for found in islice(_WORD.finditer(piece), _WORDS_OF_A_PIECE))
        if len(words) > _WORDS:
            del words[::2]
            every *= 2
    return _Seen(words, source.size, (high[0], high[1]), (zeros[0], zeros[1]))


def _named(name: str, head: bytes) -> Encoding:
    try:
        codec = codecs.lookup(name)
        usable = codec._is_text_encoding and codec.name not in _NO_FILES  # noqa: SLF001  # no public way to ask
    except (LookupError, ValueError):
        usable = False
    if not usable:
        raise BadInputError(
            _("there is no encoding {name!r}; known are utf-8, utf-16, windows-1251, koi8-r, cp866 and others").format(
                name=name
            )
        )
    name = codec.name.removesuffix("-sig")
    for mark, marked in _MARKS:
        if head.startswith(mark) and (marked == name or marked.startswith(f"{name}-")):
            return Encoding(marked, len(mark))
    return Encoding(name)


def _canonical(codec: str) -> str:
    return codecs.lookup(codec).name


def _held(source: Source, encoding: Encoding) -> Encoding:
    """Return `encoding` if every byte of the file is text in it; raises BadInputError with the first that is not."""
    flaw = first_flaw(source, encoding)
    if flaw is None:
        return encoding
    message = _(
        "byte {position} (0x{value:02X}) is not text in {encoding}; export the file again, "
        "or name its encoding with --encoding"
    ).format(position=flaw.position + 1, value=flaw.value, encoding=encoding.spoken)
    raise source.flawed(message, flaw.line)


def no_text(source: Source) -> BadInputError:
    """Return the error for bytes that no person wrote."""
    return BadInputError(
        _("{file} is neither text nor a workbook; export a table as XLSX or CSV and import that").format(
            file=source.name
        )
    )


def _cannot_be_told(source: Source, words: list[bytes]) -> BadInputError:
    from charset_normalizer import from_bytes  # only for advice

    best = from_bytes(b" ".join(words)).best()
    perhaps = Encoding(_canonical(best.encoding)) if best else None
    if perhaps is None or len(words) < _WORTH_ADVICE or first_flaw(source, perhaps):
        return BadInputError(
            _("the encoding of {file} cannot be told; name it with --encoding").format(file=source.name)
        )
    return BadInputError(
        _(
            "the encoding of {file} cannot be told; name it with --encoding (perhaps {encoding}) "
            "and look at the outcome with --dry-run"
        ).format(file=source.name, encoding=perhaps.spoken)
    )


def _ends(text: str, *, after_cr: bool) -> int:
    """Return how many lines end in `text`; a LF at its start belongs to the CR that it may follow."""
    ends = text.count("\n") + text.count("\r") - text.count("\r\n")
    return ends - 1 if after_cr and text.startswith("\n") else ends
