"""Objects out of git, each held against its name; and what the files in them say, the last ones remembered."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from mcu_cli.domain.appeal import Appeal
from mcu_cli.domain.proof.deed import Version
from mcu_cli.errors import McuError
from mcu_cli.store.item_schema import plain_item_state
from mcu_cli.store.plain_values import as_text
from mcu_cli.store.recorded import examine_recorded, write_recorded
from mcu_cli.store.schema import plain_state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_REMEMBERED = 1_024  # versions; what is changed was mostly written a short while ago
_SHA256 = 64  # digits of a name


class Unreadable(str):
    """Why a version of a file cannot be read."""

    __slots__ = ()


class Versions:
    """What the versions of files say. `ask` gives the contents of objects, as `Git.asking` yields it."""

    def __init__(self, ask: Callable[[Sequence[bytes]], Iterator[bytes | None]]) -> None:
        """Remember nothing yet."""
        self._ask = ask
        self._known: OrderedDict[str, tuple[str, Version | Unreadable | None]] = OrderedDict()
        self._data: dict[str, bytes | None] = {}
        self.false: set[str] = set()

    def fetch(self, blobs: Iterable[str], commits: Iterable[str] = ()) -> None:
        """Read objects at once, so that `version`, `contents` and `commit` have them at hand."""
        kinds = {**dict.fromkeys(filter(None, blobs), b"blob"), **dict.fromkeys(commits, b"commit")}
        wanted = [name for name in kinds if name not in self._known and name not in self._data]
        self._data |= self._read({name: kinds[name] for name in wanted})

    def _read(self, kinds: Mapping[str, bytes]) -> dict[str, bytes | None]:
        """Return the bytes of objects of these kinds; None, and a note, for what is lost or not what its name says."""
        found: dict[str, bytes | None] = {}
        for name, data in zip(kinds, self._ask([name.encode() + b"\n" for name in kinds]), strict=True):
            found[name] = data if data is not None and is_called(name, kinds[name], data) else None
            if found[name] is None:
                self.false.add(name)
        return found

    def let_go(self) -> None:
        """Forget the bytes of what was read so far."""
        self._data = {}

    def contents(self, name: str) -> bytes | None:
        """Return the bytes of an object; None where they are lost, or not what the name says."""
        if name not in self._data:
            self._data |= self._read({name: b"blob"})
        return self._data[name]

    def commit(self, name: str) -> bytes | None:
        """Return the bytes of a commit, as `contents` does for files."""
        if name not in self._data:
            self.fetch((), [name])
        return self._data[name]

    def version(self, blob: str, path: str) -> Version | Unreadable | None:
        """Return what the file at `path` says in the object `blob`; None where the object is lost."""
        known = self._known.get(blob)
        if known is not None and known[0] == path:
            self._known.move_to_end(blob)
            return known[1]
        data = self.contents(blob)
        found = None if data is None else version_of(data, path)
        self._known[blob] = path, found
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found


def version_of(data: bytes, path: str) -> Version | Unreadable:
    """Return what the bytes of the file at `path` say, or why they cannot be read."""
    try:
        recorded, written = examine_recorded(data, path)
    except McuError as error:
        return Unreadable(error.problems[0].message if error.problems else error)
    if write_recorded(recorded) == data:  # the state that is written then is the fold
        return Version(recorded)
    state = plain_state(recorded.state) if isinstance(recorded, Appeal) else plain_item_state(recorded)
    return Version(recorded, _differing(written, as_text(state)), is_canonical=False)


def _differing(written: Any, fold: dict[str, Any]) -> tuple[str, ...]:
    if written == fold:
        return ()
    if not isinstance(written, dict):
        return ("state",)
    return tuple(name for name in {**fold, **written} if fold.get(name) != written.get(name))


def is_called(name: str, kind: bytes, data: bytes) -> bool:
    """Whether an object of this kind and these bytes has that name: https://git-scm.com/book/en/v2/Git-Internals."""
    digest = (hashlib.sha256 if len(name) == _SHA256 else hashlib.sha1)(usedforsecurity=False)
    digest.update(b"%s %d\0" % (kind, len(data)))
    digest.update(data)
    return digest.hexdigest() == name
