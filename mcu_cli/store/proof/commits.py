"""Commits as their objects say them, and the files that they change, as git lists them, the oldest first."""

from __future__ import annotations

import heapq
import re
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from mcu_cli.domain.proof.deed import WRITES, Deed, FileKind
from mcu_cli.store.documents import FILTERS, PRESS, TEMPLATES, is_document, is_in_reports, is_saved_report
from mcu_cli.store.objects import years_at
from mcu_cli.store.recorded import id_at
from mcu_cli.store.registry_names import REGISTRIES
from mcu_cli.store.rows import APPEALS, RECORDED
from mcu_cli.store.trailers import trailers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mcu_cli.store.git import Git

_SIGNED_BY = re.compile(rb"([^<>]*) <([^<>]*)> (-?\d+) ([+-])(\d\d)(\d\d)")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTES = 60
_APPEALS = f"{APPEALS}/"
_FOLDERS = tuple(f"{folder}/" for folder in (*RECORDED, TEMPLATES, PRESS))
_KINDS: dict[FileKind, Callable[[str], bool]] = {  # the first that fits
    FileKind.REGISTRY: REGISTRIES.__contains__,
    FileKind.FILTERS: FILTERS.__eq__,
    FileKind.REPORT: is_saved_report,
    FileKind.TEMPLATE: is_document,
    FileKind.MISPLACED: lambda path: path.startswith(_FOLDERS) or is_in_reports(path),
}
NO_GRAPH = ("-c", "core.commitGraph=false")
"""A commit-graph says a second time which parents and files a commit has; what counts is what the commit says."""
# What a person may have set in git must not change what is listed, nor its order.
_LOG = (
    *NO_GRAPH, "-c", "log.showRoot=true", "log", "--no-walk=unsorted", "--stdin", "-O/dev/null", "-z", "--raw",
    "--no-abbrev", "--no-renames", "--no-relative", "--diff-merges=off", "--ignore-submodules=none",
    "--format=%x01%H %P",
)  # fmt: skip
_NAMES = (
    *NO_GRAPH, "rev-list", "--no-commit-header", "--format=%H %P%x01%(trailers:key=Mcu-Appeal,valueonly)%x00",
    "--topo-order", "--reverse",
)  # fmt: skip
_A_SLICE = 5_000  # commits
_VERY_MANY = re.compile(rb"\d{6,} appeals")  # 100,000 and more, as the first value of that trailer says
_YEAR = re.compile(rf"{APPEALS}/\d{{4}}")
_DIFF = (
    *NO_GRAPH, "diff-tree", "-O/dev/null", "-r", "-z", "--root", "--no-commit-id", "--no-renames", "--no-relative",
    "--ignore-submodules=none",
)  # fmt: skip


class Met(NamedTuple):
    """A commit on the way, and those that it stands on."""

    id: str
    parents: tuple[str, ...]


class Change(NamedTuple):
    """A file that a commit changed: where, its objects before and after (empty for none), its mode afterwards.

    `name` is the id of what belongs at `path`, which counts from the store's folder; what lies outside is foreign.
    """

    path: str
    kind: FileKind
    name: str
    before: str
    after: str
    mode: str


class Told(NamedTuple):
    """A commit as its object says it: `author` is `Name <email>`, `deed` what it is judged by.

    `committer` (as `author`) made it at the moment `committed`, or says so.
    """

    id: str
    parents: tuple[str, ...]
    author: str
    committer: str
    committed: datetime
    subject: str
    body: str
    deed: Deed


def steps(git: Git, prefix: str, *revisions: str) -> Iterator[Met | Change]:
    """Yield the commits that `revisions` mean, the oldest first, each followed by its changes; none for merges.

    git keeps in mind what it has told of a commit; so it is asked for a slice of them at a time, and of one that says
    of itself that it changed very many appeals year by year.
    """
    listed = filter(None, map(bytes.strip, git.records(*_NAMES, *revisions, "--")))
    named = (record.split(b"\x01", 1) for record in listed)
    for is_large, group in groupby(named, lambda one: _VERY_MANY.match(one[1]) is not None):
        names = (of_commit for of_commit, _claim in group)
        if is_large:
            for met in map(_met, names):
                yield met
                yield from differences(git, prefix, met.id, by_year=True)
            continue
        while some := [of_commit.split()[0] for of_commit in islice(names, _A_SLICE)]:
            with closing(git.reading(*_LOG, given=b"\n".join(some))) as reading:
                records = iter(reading)
                for record in records:
                    if record[:1] == b"\x01":
                        yield _met(record[1:])
                    else:
                        yield _change(record.lstrip(b"\n"), next(records), prefix)


def _met(of_commit: bytes) -> Met:
    """Return the commit that git tells as its name and those of its parents."""
    name, *parents = of_commit.decode().split()
    return Met(name, tuple(parents))


def says_very_many(deed: Deed) -> bool:
    """Whether a commit says of itself that it changed very many appeals; whether that is true is judged elsewhere."""
    return _VERY_MANY.match(deed.trailers.get("Mcu-Appeal", [""])[0].encode()) is not None


def differences(git: Git, prefix: str, *commits: str, by_year: bool = False) -> Iterator[Change]:
    """Yield what differs between two commits, or what one has changed, in git's order of paths.

    git holds all of it, some 500 bytes a file, before it tells the first. Asked `by_year` it is the same, in the same
    order, but git holds one year of appeals, and all else.
    """
    found = _in_shares(git, commits) if by_year else _listed(git, commits)
    for header, path in found:
        yield _change(header, path, prefix)


def _in_shares(git: Git, commits: Sequence[str]) -> Iterator[tuple[bytes, bytes]]:
    before = [f"{commits[0]}^"] if len(commits) == 1 else []  # the first commit of all has none
    years = [folder for folder in years_at(git, *commits, *before) if _YEAR.fullmatch(folder)]
    appeals = chain.from_iterable(_listed(git, commits, f":(literal){year}") for year in years)
    rest = _listed(git, commits, ":/", *(f":(exclude,literal){year}" for year in years))
    yield from heapq.merge(appeals, rest, key=itemgetter(1))


def _listed(git: Git, commits: Sequence[str], *paths: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield header and path of what differs, below `paths` if there are any."""
    among = ("--", *paths) if paths else ()
    with closing(git.reading("--no-literal-pathspecs", *_DIFF, *commits, *among)) as reading:
        records = iter(reading)
        yield from zip(records, records, strict=False)


def _change(header: bytes, name: bytes, prefix: str) -> Change:
    _old_mode, mode, before, after, _letter = header.decode().split()
    path = name.decode("utf-8", "surrogateescape")
    kind, record = FileKind.FOREIGN, ""
    if path.startswith(prefix):
        path = path[len(prefix) :]
        kind, record = kind_of(path)
    return Change(path, kind, record, _object(before), _object(after), mode)


def shown(path: str) -> str:
    """Return a path as text that can be printed and kept, whatever bytes it has."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _object(name: str) -> str:
    return "" if not name.strip("0") else name


def kind_of(path: str) -> tuple[FileKind, str]:
    """Return what belongs at `path` (relative to the store, with `/`), and its id if it has one."""
    name = id_at(path)
    if name:
        return (FileKind.APPEAL if path.startswith(_APPEALS) else FileKind.ITEM), name
    for kind, belongs in _KINDS.items():
        if belongs(path):
            return kind, ""
    return FileKind.FOREIGN, ""


def told(name: str, data: bytes) -> Told:
    """Return the commit whose object holds `data`."""
    head, _blank, message = data.partition(b"\n\n")
    lines = [line.partition(b" ") for line in head.split(b"\n")]
    values = {key: value for key, _space, value in reversed(lines)}  # of two, git shows the first
    encoding = values.get(b"encoding", b"utf-8").decode("ascii", "replace")
    parents = (value.decode("ascii", "replace") for key, _space, value in lines if key == b"parent")
    who, email, date = _signature(values.get(b"author", b""), encoding)
    committer, its_email, committed = _signature(values.get(b"committer", b""), encoding)
    text = _decoded(message, encoding).strip()
    subject, _gap, rest = text.partition("\n\n")
    trailers = trailers_of(text)
    # What git would show otherwise than it is read here, no command has written: mcu writes UTF-8, and each trailer of
    # these once.
    is_plain = b"encoding" not in values and b"\0" not in message
    (action, *others) = trailers.get("Mcu-Action", [""])
    deed = Deed(email, date, action if is_plain and not others and action in WRITES else "", trailers)
    body = rest.rpartition("\n\n")[0] if trailers else rest
    subject = " ".join(subject.split())
    return Told(name, tuple(parents), f"{who} <{email}>", f"{committer} <{its_email}>", committed, subject, body, deed)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except (LookupError, ValueError):  # one that decodes nothing, too
        return data.decode("utf-8", "replace")


@lru_cache(maxsize=16)
def _zone(sign: str, hours: int, minutes: int) -> timezone:
    offset = timedelta(minutes=hours * _MINUTES + minutes)
    return timezone(-offset if sign == "-" else offset)


def _signature(line: bytes, encoding: str) -> tuple[str, str, datetime]:
    """Return name, e-mail and moment of an author; what is written otherwise than git does was never."""
    found = _SIGNED_BY.fullmatch(line)
    if found is None:
        return "", "", _NEVER
    who, email, seconds, sign, hours, minutes = (_decoded(part, encoding) for part in found.groups())
    try:
        return who, email, datetime.fromtimestamp(int(seconds), _zone(sign, int(hours), int(minutes)))
    except (ValueError, OverflowError, OSError):
        return who, email, _NEVER


def edges(git: Git) -> frozenset[str]:
    """Return the commits at which a shallow clone ends, none in a whole one."""
    (path,) = git.run("rev-parse", "--git-path", "shallow").decode("utf-8", "surrogateescape").splitlines()
    try:
        return frozenset((git.folder / path).read_text(encoding="ascii").split())
    except FileNotFoundError:
        return frozenset()
