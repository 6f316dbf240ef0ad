"""Each kind of forgery is made by git itself, on top of an honest history, and found, and named rightly."""

from __future__ import annotations

import shutil
import subprocess
import zlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from mcu_cli.domain.proof.kinds import KINDS, Kind
from mcu_cli.domain.redaction import MARK
from mcu_cli.domain.vocabulary import Channel, EventKind
from mcu_cli.store.recorded import write_recorded
from mcu_cli.store.trailers import Message
from tests.conftest import ROOT
from tests.proof.forging import BY, LATER, NAME, Forger, path_of, with_history, with_new
from tests.working_day import FIRST, SECOND, THIRD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Mcu

ITEM = "R-2026-0001"
REPORT = "reports/daily/2026/2026-11-20.md"
HALF_AN_HOUR_AGO = "2026-11-20T18:30:00+05:00"
YESTERDAY = "2026-11-19T12:00:00+05:00"
NOTE = {"text": "Житель доволен."}
TOMORROW = "2026-11-21T19:00:00+05:00"
EVENING = "2026-11-20T20:00:00+05:00"
MOMENT = f"{int(datetime.fromisoformat(LATER).timestamp())} +0500"
AN_HOUR_LATER = f"{int(datetime.fromisoformat(EVENING).timestamp())} +0500"


class Forgery(NamedTuple):
    """What a forger does, and what has to be said of it: the kinds, the file, the place of the event in its history."""

    make: Callable[[Forger], object]
    kinds: set[Kind]
    file: str = path_of(FIRST)
    event: int | None = None


def noted(**values: Any) -> Callable[[Forger], object]:
    """Return a forgery that adds a note, with the trailers of a command, whose event has some `values` of its own."""
    at = values.pop("committed", LATER)

    def make(forger: Forger) -> object:
        change = lambda appeal: with_new(appeal, EventKind.NOTED, NOTE, **values)  # noqa: E731  # it is one expression
        return forger.as_command(forger.forged(FIRST, change), FIRST, at=at)

    return make


def as_note(change: Callable[[Any], Any], action: str = "note") -> Callable[[Forger], object]:
    """Return a forgery that changes an appeal under the name of a note, or of another command."""
    return lambda forger: forger.as_command(forger.forged(FIRST, change), FIRST, action=action)


def reopened(appeal: Any) -> Any:
    return with_new(appeal, EventKind.REOPENED, {"reason": "Надо."})


def closed(appeal: Any) -> Any:
    return with_new(appeal, EventKind.CLOSED, {"outcome": "resolved"})


def other_answer(appeal: Any) -> Any:
    answer = appeal.history[2]
    said = replace(answer, details={**answer.details, "text": "Ответ был другой."})
    return with_history(appeal, lambda events: (*events[:2], said, *events[3:]))


def other_channel(appeal: Any) -> Any:
    named = {"fields": ("channel",)}
    return replace(with_new(appeal, EventKind.CORRECTED, named), channel=Channel.LETTER)


def redacted(*fields: str) -> Callable[[Any], Any]:
    """Return what adds the event of a redaction of `fields` and hides the telephone."""

    def change(appeal: Any) -> Any:
        hidden = replace(appeal, author=replace(appeal.author, phone=""))
        return with_new(hidden, EventKind.REDACTED, {"fields": fields})

    return change


def redacted_too_much(forger: Forger) -> None:
    change = lambda appeal: redacted("author.phone")(replace(appeal, text=f"Яма {MARK}."))  # noqa: E731
    forger.as_command(forger.forged(FIRST, change), FIRST, action="redact")


def redacted_past(forger: Forger) -> None:
    """Change a past answer under the name of a redaction, to something that is no redaction of it."""
    answer = forger.recorded(FIRST).history[2].id
    change = lambda appeal: redacted("author.phone", f"{answer}.text")(other_answer(appeal))  # noqa: E731
    forger.as_command(forger.forged(FIRST, change), FIRST, action="redact")


def without_last(appeal: Any) -> Any:
    return with_history(appeal, lambda events: events[:-1])


def swapped(appeal: Any) -> Any:
    return with_history(appeal, lambda events: (events[0], events[2], events[1], *events[3:]))


def slipped_in(appeal: Any) -> Any:
    event = replace(with_new(appeal, EventKind.NOTED, NOTE).history[-1])
    return with_history(appeal, lambda events: (*events[:-1], event, events[-1]))


def id_twice(appeal: Any) -> Any:
    copy = replace(with_new(appeal, EventKind.NOTED, NOTE).history[-1], id=appeal.history[-1].id)
    return with_history(appeal, lambda events: (*events, copy))


def state_by_hand(forger: Forger) -> None:
    data = forger.data(path_of(FIRST)).replace(b"  department: roads\n", b"  department: general\n", 1)
    forger.as_command({path_of(FIRST): data}, FIRST)


def with_comment(forger: Forger) -> None:
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE))
    forger.as_command({path: data + "# писала соседка\n".encode() for path, data in files.items()}, FIRST)


def other_text(forger: Forger) -> None:
    forger.as_command(forger.forged(FIRST, lambda appeal: replace(appeal, text="Ямы нет.")), FIRST)


def other_fact_of_item(forger: Forger) -> None:
    change = lambda item: replace(item, facts={**item.facts, "official": "Заместитель"})  # noqa: E731
    forger.as_command(forger.forged(ITEM, change), action="reception", named=[path_of(ITEM)])


def other_id(forger: Forger) -> None:
    data = forger.data(path_of(FIRST)).replace(FIRST.encode(), THIRD.encode(), 1)
    forger.as_command({path_of(FIRST): data}, FIRST)


def renamed(forger: Forger) -> None:
    forger.as_command({path_of(FIRST): None, path_of(THIRD): forger.data(path_of(FIRST))}, FIRST, THIRD, action="edit")


def given_again(forger: Forger) -> None:
    """Take an appeal back as the operator may, and give its number to another one."""
    added = forger.git("log", "-1", "--format=%H", "--", path_of(THIRD)) or added_third(forger)
    forger.as_command({path_of(THIRD): None}, THIRD, action="undo", undoes=added)
    forger.as_command(third(forger, "Другой вопрос."), THIRD, action="add", at="2026-11-20T19:30:00+05:00")


def third(forger: Forger, text: str = "Нет воды.", at: str = "2026-11-20T19:30:00+05:00") -> dict[str, bytes]:
    """Return the file of a third appeal, as `mcu add` makes it."""
    from mcu_cli.store.schema import write_appeal

    like = forger.recorded(FIRST)
    fresh = replace(like, id=THIRD, text=text, history=())
    return {path_of(THIRD): write_appeal(with_new(fresh, EventKind.REGISTERED, like.history[0].details, at=at))}


def added_third(forger: Forger) -> str:
    return forger.as_command(third(forger, at=LATER), THIRD, action="add")


def linked_away(forger: Forger) -> None:
    forger.as_command({path_of(FIRST): ("120000", b"/etc/passwd")}, FIRST)


def registry_in_a_note(forger: Forger) -> None:
    files = {**forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), "departments.yaml": b"format: 1\n"}
    forger.as_command(files, FIRST, named=["departments.yaml"])


def out_of_the_store(forger: Forger) -> None:
    files = {**forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), "hook.sh": b"exit 0\n"}
    forger.as_command(files, FIRST, named=["hook.sh"])


def two_and_one_named(forger: Forger) -> None:
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE))
    files |= forger.forged(SECOND, lambda a: with_new(a, EventKind.NOTED, NOTE))
    forger.as_command(files, SECOND)


def one_and_two_named(forger: Forger) -> None:
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE))
    forger.as_command(files, FIRST, SECOND)


def list_of_others(forger: Forger) -> None:
    """Name both appeals that are changed, under the digest of a longer list."""
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE))
    files |= forger.forged(SECOND, lambda a: with_new(a, EventKind.NOTED, NOTE))
    message = Message("note", "2 appeals", (FIRST, SECOND)).text()
    digest = message.rpartition("sha256:")[2][:64]
    forger.commit(files, message.replace(digest, "0" * 64))


def undo_of_half(forger: Forger) -> None:
    """Put back less than the command changed that is named, and something else."""
    note = forger.git("log", "-1", "--format=%H", "--grep=^Mcu-Action: note", "--extended-regexp")
    files = forger.forged(FIRST, lambda a: replace(without_last(a), text="Ямы нет."))
    forger.as_command(files, FIRST, action="undo", undoes=note)


def undo_of_another(forger: Forger) -> None:
    """Take back, exactly, a command of somebody else."""
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE, by="other@town.example"))
    before = forger.data(path_of(FIRST))
    note = forger.as_command(files, FIRST, email="other@town.example")
    forger.as_command({path_of(FIRST): before}, FIRST, action="undo", undoes=note)


def undo_of_a_redaction(forger: Forger) -> None:
    before = forger.data(path_of(FIRST))
    files = forger.forged(FIRST, redacted("author.phone"))
    gone = forger.as_command(files, FIRST, action="redact")
    forger.as_command({path_of(FIRST): before}, FIRST, action="undo", undoes=gone)


def by_hand(forger: Forger) -> None:
    forger.commit({"departments.yaml": forger.data("departments.yaml") + b"# by hand\n"})


def branches(forger: Forger) -> tuple[str, str, bytes, bytes]:
    """Make two branches, each with a note of its own on the same appeal; return their ends, and their files."""
    base = forger.head
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE))
    ours = forger.as_command(files, FIRST)
    forger.git("reset", "--quiet", "--hard", base)
    late = "2026-11-20T19:10:00+05:00"
    theirs_files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, {"text": "Другая."}, at=late))
    theirs = forger.as_command(theirs_files, FIRST, at=late)
    return ours, theirs, files[path_of(FIRST)], theirs_files[path_of(FIRST)]


def merge_for_ours(forger: Forger) -> None:
    ours, theirs, file, _file = branches(forger)
    forger.commit({path_of(FIRST): file}, "Merge", parents=[ours, theirs])


def merge_without_a_new_file(forger: Forger) -> None:
    base = forger.head
    theirs = added_third(forger)
    forger.git("reset", "--quiet", "--hard", base)
    ours = forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    forger.commit({}, "Merge", parents=[ours, theirs])


def merge_with_more(forger: Forger) -> None:
    """Merge both notes honestly, and another text of the citizen with them."""
    from mcu_cli.store.schema import read_appeal, write_appeal

    ours, theirs, file, other = branches(forger)
    mine, yours = (read_appeal(data, file=path_of(FIRST)) for data in (file, other))
    both = replace(with_history(mine, lambda events: (*events, yours.history[-1])), text="Ямы нет.")
    forger.commit({path_of(FIRST): write_appeal(both)}, "Merge", parents=[ours, theirs])


def registry_branches(forger: Forger) -> tuple[str, str, bytes]:
    """Let two desks add a line each to the registry; return the ends of the branches, and the registry before."""
    base, data = forger.head, forger.data("departments.yaml")
    named: dict[str, Any] = {"action": "record", "named": ["departments.yaml"]}
    ours = forger.as_command({"departments.yaml": b"# ours\n" + data}, **named)
    forger.git("reset", "--quiet", "--hard", base)
    theirs = forger.as_command({"departments.yaml": data + b"# theirs\n"}, **named)
    return ours, theirs, data


def merge_of_half_a_registry(forger: Forger) -> None:
    ours, theirs, data = registry_branches(forger)
    forger.commit({"departments.yaml": b"# ours\n" + data}, "Merge", parents=[ours, theirs])


def merge_of_more_than_a_registry(forger: Forger) -> None:
    ours, theirs, data = registry_branches(forger)
    merged = b"# ours\n" + data + b"# theirs\n# mine\n"
    forger.commit({"departments.yaml": merged}, "Merge", parents=[ours, theirs])


def another_beginning(forger: Forger) -> None:
    """Copy the files into a history of their own."""
    names = forger.git("ls-tree", "-r", "--name-only", "HEAD").splitlines()
    forger.commit({name: forger.data(name) for name in names}, "copied", parents=[])


def report_of_elsewhere(forger: Forger) -> None:
    data = forger.data(REPORT)
    fingerprint = forger.git("rev-parse", f"{forger.git('log', '-1', '--format=%H', '--', REPORT)}^").encode()
    files = {REPORT: data.replace(fingerprint, b"1" * 40)}
    forger.as_command(files, action="summary", named=[REPORT])


def commit_written_over(forger: Forger) -> None:
    """Put another author into git's own file of the last commit."""
    name = forger.head
    data = subprocess.run(["git", "cat-file", "commit", name], cwd=forger.root, check=True, capture_output=True).stdout
    written_over(forger, name, b"commit", data.replace(BY.encode(), b"somebody@town.example"))


def object_written_over(forger: Forger) -> None:
    """Put other bytes into git's own file of an object."""
    blob = forger.git("rev-parse", f"HEAD:{path_of(FIRST)}")
    written_over(forger, blob, b"blob", forger.data(path_of(FIRST)).replace("Яма".encode(), "Дом".encode()))


def written_over(forger: Forger, name: str, kind: bytes, data: bytes) -> None:
    """Let git's own file of an object hold something else; objects are first taken out of their packs."""
    folder = forger.root / ".git" / "objects"
    for pack in (folder / "pack").glob("*.pack"):
        packed = pack.read_bytes()
        for file in (folder / "pack").glob(f"{pack.stem}.*"):
            file.unlink()
        forger.git("unpack-objects", "-q", given=packed)
    file = folder / name[:2] / name[2:]
    file.chmod(0o644)
    file.write_bytes(zlib.compress(kind + b" %d\0" % len(data) + data))


def signed_by_a_stranger(forger: Forger) -> None:
    """Sign a commit with a key that nobody vouches for."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("OpenSSH is not installed")
    key = forger.root.parent / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (forger.root.parent / "signers").write_text("", encoding="utf-8")
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key))):
        forger.git("config", name, value)
    forger.git("config", "gpg.ssh.allowedSignersFile", str(forger.root.parent / "signers"))
    message, date = forger.git("log", "-1", "--format=%B"), forger.git("log", "-1", "--format=%aI")
    forger.git("commit", "--quiet", "--amend", "--no-edit", "--gpg-sign", "--message", message, GIT_COMMITTER_DATE=date)


def cut_list_of_one(forger: Forger) -> None:
    """Name one appeal with the dots of a longer list behind it, and change two."""
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE))
    files |= forger.forged(SECOND, lambda a: with_new(a, EventKind.NOTED, NOTE))
    forger.commit(files, Message("note", FIRST, (f"{FIRST} ...",)).text())


def two_actions(forger: Forger) -> None:
    """Say in the trailers that it was an import, and further down that it was a note."""
    message = Message("import", FIRST, (FIRST,), others=(("Mcu-Action", "note"),)).text()
    forger.commit(forger.forged(FIRST, closed), message)


def raw(forger: Forger, message: bytes = b"", author: bytes = b"", header: bytes = b"") -> None:
    """Make the commit of an honest note, but for what is given of its object; git itself would not write it so."""
    files = forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE))
    made = forger.as_command(files, FIRST)
    data = subprocess.run(["git", "cat-file", "commit", made], cwd=forger.root, check=True, capture_output=True).stdout
    head, _blank, words = data.partition(b"\n\n")
    head = head.replace(b"\nauthor ", b"\n" + author + b"\nauthor ") if author else head
    forged = head + (b"\n" + header if header else b"") + b"\n\n" + (message or words)
    name = forger.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", given=forged)
    forger.git("reset", "--quiet", "--hard", name)


def strange_path(forger: Forger) -> None:
    """Commit a file whose name is no UTF-8."""
    who = f"{NAME} <{BY}> {MOMENT}"
    stream = f"commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata 0\nfrom {forger.head}\n"
    given = stream.encode() + b'M 100644 inline "appeals/\\377.yaml"\ndata 0\n'
    forger.git("fast-import", "--quiet", "--force", given=given)


def imported(change: Callable[[Any], Any]) -> Callable[[Forger], object]:
    """Return a forgery that changes an appeal, which no system has told, under the name of an import."""
    return as_note(change, "import")


def hidden_by_an_import(forger: Forger) -> None:
    """Word an answer anew by a redaction that does not name it, and a correction that does."""
    answer = forger.recorded(FIRST).history[2].id

    def change(appeal: Any) -> Any:
        named = {"fields": (f"{answer}.text",)}
        return with_new(redacted("author.phone")(other_answer(appeal)), EventKind.CORRECTED, named)

    forger.as_command(forger.forged(FIRST, change), FIRST, action="import")


def put_back_after_an_undo(forger: Forger) -> None:
    """Bring an appeal that was taken back again, as it was."""
    added = added_third(forger)
    data = forger.data(path_of(THIRD))
    forger.as_command({path_of(THIRD): None}, THIRD, action="undo", undoes=added)
    forger.as_command({path_of(THIRD): data}, THIRD, action="add", at="2026-11-20T19:30:00+05:00")


def undo_of_two(forger: Forger) -> None:
    """Take a command back, and name another one besides."""
    file = forger.data(path_of(FIRST))
    undone = forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    other = forger.as_command(forger.forged(SECOND, lambda a: with_new(a, EventKind.NOTED, NOTE)), SECOND)
    message = Message("undo", FIRST, (FIRST,), undone, others=(("Mcu-Undoes", other),))
    forger.commit({path_of(FIRST): file}, message.text())


def act_written_over(forger: Forger) -> None:
    path = "reports/destruction/2026/2026-11-20-1.md"
    for text in (b"# Act\n", b"# Another act\n"):
        forger.as_command({path: text}, action="retention", named=[path])


def merge_of_a_program(forger: Forger) -> None:
    """Merge two notes honestly, and let one of the files be a program from then on."""
    base = forger.head
    ours = forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    file = forger.data(path_of(FIRST))
    forger.git("reset", "--quiet", "--hard", base)
    other = forger.forged(SECOND, lambda a: with_new(a, EventKind.NOTED, NOTE))
    theirs = forger.as_command(other, SECOND)
    forger.commit({path_of(FIRST): ("100755", file), **other}, "Merge", parents=[ours, theirs])


def merge_in_another_order(forger: Forger) -> None:
    """Merge a note with an import that brought two of one moment, and let those change places."""
    base = forger.head
    ours = forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    mine = forger.recorded(FIRST)
    forger.git("reset", "--quiet", "--hard", base)

    def two(appeal: Any) -> Any:
        return with_new(with_new(appeal, EventKind.NOTED, NOTE), EventKind.NOTED, {"text": "Вторая."})

    theirs = forger.as_command(forger.forged(FIRST, two), FIRST)
    *standing, one, other = forger.recorded(FIRST).history
    merged = with_history(mine, lambda _events: (*standing, other, one, mine.history[-1]))
    forger.commit({path_of(FIRST): write_recorded(merged)}, "Merge", parents=[ours, theirs])


def dated_back_behind_code(forger: Forger) -> None:
    """Commit something that is not of the store with a date of yesterday, so that an appeal of yesterday follows."""
    forger.commit({"code.py": b"pass\n"}, "code", at=YESTERDAY)
    forger.as_command(third(forger, at=YESTERDAY), THIRD, action="add", at=YESTERDAY)
    forger.as_command({path_of(FIRST): b"format: 1\nid: [\n"}, FIRST)  # a doubt alone does not fail


def committed_by(committer: str) -> Callable[[Forger], None]:
    """Make a note that is in order but for who committed it, or when; what makes the proof fail comes after it."""

    def make(forger: Forger) -> None:
        forger.as_command(
            forger.forged(FIRST, lambda one: with_new(one, EventKind.NOTED, NOTE)), FIRST, committer=committer
        )
        forger.as_command({path_of(FIRST): b"format: 1\nid: [\n"}, FIRST, at=EVENING)

    return make


FORGERIES = {
    "an answer says something else": Forgery(as_note(other_answer), {Kind.EVENT_CHANGED}, event=2),
    "the last event is gone": Forgery(as_note(without_last), {Kind.EVENT_REMOVED}),
    "two events change places": Forgery(as_note(swapped), {Kind.EVENTS_REORDERED}, event=2),
    "an event is slipped in before the last": Forgery(
        as_note(slipped_in), {Kind.EVENTS_REORDERED, Kind.RECORDED_BACKWARDS}, event=3
    ),
    "an event has the id of another": Forgery(as_note(id_twice), {Kind.EVENT_TWICE}, event=3),
    "a note is dated back": Forgery(noted(at=HALF_AN_HOUR_AGO), {Kind.RECORDED_OTHERWISE}, event=4),
    "a note and its commit are dated back": Forgery(
        noted(at=YESTERDAY, committed=YESTERDAY), {Kind.RECORDED_BACKWARDS, Kind.CLOCK_BACK}, event=4
    ),
    "a note tells of what has not been": Forgery(
        noted(at=TOMORROW, recorded=datetime.fromisoformat(LATER)), {Kind.RECORDED_BEFORE}, event=4
    ),
    "a note is said to be of another": Forgery(noted(by="head@town.example"), {Kind.NOT_THE_AUTHOR}, event=4),
    "an open appeal is reopened": Forgery(
        as_note(reopened, "reopen"),
        {Kind.STEP_NOT_ALLOWED},
        event=4,
    ),
    "an appeal is registered again": Forgery(
        as_note(lambda appeal: with_new(appeal, EventKind.REGISTERED, {}), "add"),
        {Kind.STEP_NOT_ALLOWED, Kind.OTHER_COMMAND},
        event=4,
    ),
    "a note closes an appeal": Forgery(
        as_note(closed),
        {Kind.OTHER_COMMAND},
        event=4,
    ),
    "a note registers an appeal": Forgery(
        lambda forger: forger.as_command(third(forger, at=LATER), THIRD),
        {Kind.OTHER_COMMAND, Kind.OUT_OF_PLACE},
        path_of(THIRD),
    ),
    "a state is written by hand": Forgery(state_by_hand, {Kind.STATE_NOT_FOLD}),
    "the text of a citizen is another": Forgery(other_text, {Kind.FACT_WITHOUT_EVENT}),
    "who received is another": Forgery(other_fact_of_item, {Kind.FACT_WITHOUT_EVENT}, path_of(ITEM)),
    "an appeal becomes a letter": Forgery(as_note(other_channel, "edit"), {Kind.IDENTITY_CHANGED}),
    "a file holds another appeal": Forgery(other_id, {Kind.IDENTITY_CHANGED}),
    "a redaction changes the text": Forgery(redacted_too_much, {Kind.REDACTED_MORE}, event=4),
    "a redaction words an answer anew": Forgery(redacted_past, {Kind.REDACTED_MORE}, event=4),
    "a file is removed": Forgery(
        lambda forger: forger.as_command({path_of(FIRST): None}, FIRST, action="close"), {Kind.FILE_REMOVED}
    ),
    "a file is renamed": Forgery(renamed, {Kind.FILE_REMOVED, Kind.IDENTITY_CHANGED, Kind.OUT_OF_PLACE}),
    "a template is removed": Forgery(
        lambda forger: forger.commit({"templates/interim.txt": None}),
        {Kind.FILE_REMOVED, Kind.BY_HAND},
        "templates/interim.txt",
    ),
    "a number is given again": Forgery(given_again, {Kind.ID_REUSED}, path_of(THIRD)),
    "a file cannot be read": Forgery(
        lambda forger: forger.as_command({path_of(FIRST): b"format: 1\nid: [\n"}, FIRST), {Kind.UNREADABLE}
    ),
    "a comment stands in a file": Forgery(with_comment, {Kind.OTHER_FORM}),
    "a link stands in place of a file": Forgery(linked_away, {Kind.NOT_A_PLAIN_FILE}),
    "a note changes a registry": Forgery(registry_in_a_note, {Kind.OUT_OF_PLACE}, "departments.yaml"),
    "a note brings a program": Forgery(out_of_the_store, {Kind.OUT_OF_PLACE}, "hook.sh"),
    "of two appeals one is named": Forgery(two_and_one_named, {Kind.TOUCHED_UNNAMED}),
    "of two named one is changed": Forgery(one_and_two_named, {Kind.NAMED_UNTOUCHED, Kind.FALSE_LIST}, ""),
    "the list of a command is that of another": Forgery(list_of_others, {Kind.FALSE_LIST}, ""),
    "an undo puts back something else": Forgery(
        undo_of_half, {Kind.FALSE_UNDO, Kind.EVENT_REMOVED, Kind.FACT_WITHOUT_EVENT}, ""
    ),
    "an undo takes back what another has done": Forgery(undo_of_another, {Kind.FALSE_UNDO, Kind.EVENT_REMOVED}, ""),
    "an undo takes back a redaction": Forgery(
        undo_of_a_redaction, {Kind.FALSE_UNDO, Kind.EVENT_REMOVED, Kind.FACT_WITHOUT_EVENT}, ""
    ),
    "a registry is committed by hand": Forgery(by_hand, {Kind.BY_HAND}, "departments.yaml"),
    "a merge keeps one note of two": Forgery(merge_for_ours, {Kind.MERGE_DROPPED}),
    "a merge loses an appeal": Forgery(merge_without_a_new_file, {Kind.MERGE_DROPPED}, path_of(THIRD)),
    "a merge brings another text": Forgery(merge_with_more, {Kind.MERGE_INVENTED}),
    "a merge loses a line of a registry": Forgery(merge_of_half_a_registry, {Kind.MERGE_DROPPED}, "departments.yaml"),
    "a merge slips a line into a registry": Forgery(
        merge_of_more_than_a_registry, {Kind.MERGE_INVENTED}, "departments.yaml"
    ),
    "the record is copied into a history of its own": Forgery(
        another_beginning, {Kind.NO_BEGINNING, Kind.BY_HAND, Kind.RECORDED_OTHERWISE, Kind.REWRITTEN}, ""
    ),
    "a saved report names a commit of elsewhere": Forgery(report_of_elsewhere, {Kind.REWRITTEN}, REPORT),
    "one appeal of a list that is cut is named": Forgery(cut_list_of_one, {Kind.FALSE_LIST}, ""),
    "a commit says twice what it is": Forgery(two_actions, {Kind.BY_HAND}),
    "a commit has two authors": Forgery(
        lambda forger: raw(forger, author=f"author Eve <eve@town.example> {MOMENT}".encode()),
        {Kind.NOT_THE_AUTHOR, Kind.COMMITTED_OTHERWISE},
        event=4,
    ),
    "an author has two addresses": Forgery(
        lambda forger: raw(forger, author=f"author Eve <eve@town.example> <{BY}> {MOMENT}".encode()),
        {Kind.NOT_THE_AUTHOR, Kind.RECORDED_OTHERWISE, Kind.CLOCK_BACK, Kind.COMMITTED_OTHERWISE},
        event=4,
    ),
    "the trailers stand where git shows none": Forgery(
        lambda forger: raw(forger, b"typo\0\n\n" + Message("note", FIRST, (FIRST,)).text().encode()), {Kind.BY_HAND}
    ),
    "the trailers stand in letters of their own": Forgery(
        lambda forger: raw(
            forger,
            b"typo\\n\\n" + Message("note", FIRST, (FIRST,)).text().strip().encode().replace(b"\n", b"\\n"),
            header=b"encoding unicode_escape",
        ),
        {Kind.BY_HAND},
    ),
    "the letters of a commit are none": Forgery(lambda forger: raw(forger, header=b"encoding idna"), {Kind.BY_HAND}),
    "an import reopens what it did not bring": Forgery(imported(reopened), {Kind.OTHER_COMMAND}, event=4),
    "an import redacts": Forgery(imported(redacted("author.phone")), {Kind.OTHER_COMMAND}, event=4),
    "an import words an answer anew": Forgery(hidden_by_an_import, {Kind.OTHER_COMMAND, Kind.REDACTED_MORE}, event=4),
    "a command speaks for another system": Forgery(noted(origin="pos"), {Kind.OTHER_COMMAND}, event=4),
    "an appeal is added to by the command that makes new ones": Forgery(
        as_note(lambda a: with_new(a, EventKind.ASSIGNED, {"department": "general"}), "add"),
        {Kind.OTHER_COMMAND},
        event=4,
    ),
    "a correction names what it left alone": Forgery(
        as_note(lambda a: with_new(a, EventKind.CORRECTED, {"fields": ("text",)}), "edit"),
        {Kind.NAMED_UNTOUCHED},
        event=4,
    ),
    "what an undo took away comes again": Forgery(
        put_back_after_an_undo, {Kind.ID_REUSED, Kind.RECORDED_OTHERWISE}, path_of(THIRD)
    ),
    "an undo names two commands": Forgery(undo_of_two, {Kind.FALSE_UNDO, Kind.EVENT_REMOVED}, ""),
    "a summary names no commit": Forgery(
        lambda forger: forger.as_command({REPORT: b"# All is well\n"}, action="summary", named=[REPORT]),
        {Kind.OUT_OF_PLACE},
        REPORT,
    ),
    "an act of destruction is written over": Forgery(
        act_written_over, {Kind.OUT_OF_PLACE}, "reports/destruction/2026/2026-11-20-1.md"
    ),
    "a store is founded twice": Forgery(
        lambda forger: forger.as_command({"templates/x.txt": b"x\n"}, action="init", named=["templates/x.txt"]),
        {Kind.OUT_OF_PLACE},
        "departments.yaml",
    ),
    "a merge makes a program of a file": Forgery(merge_of_a_program, {Kind.NOT_A_PLAIN_FILE}),
    "a merge changes the order of events": Forgery(merge_in_another_order, {Kind.EVENTS_REORDERED}),
    "what is dated back follows something dated back": Forgery(
        dated_back_behind_code, {Kind.CLOCK_BACK, Kind.UNREADABLE}, path_of(FIRST)
    ),
    "a note is made in the name of another": Forgery(
        committed_by(f"Борис Сторожев <night@town.example> {MOMENT}"),
        {Kind.COMMITTED_OTHERWISE, Kind.UNREADABLE},
        path_of(FIRST),
    ),
    "a note is dated as git lets anybody date it": Forgery(
        committed_by(f"{NAME} <{BY}> {AN_HOUR_LATER}"), {Kind.COMMITTED_OTHERWISE, Kind.UNREADABLE}, path_of(FIRST)
    ),
    "a path is not of letters": Forgery(strange_path, {Kind.BY_HAND}, "appeals/\\xff.yaml"),
    "an object holds other bytes": Forgery(object_written_over, {Kind.OBJECT_FALSE}),
    "a commit holds another author": Forgery(commit_written_over, {Kind.OBJECT_FALSE}, ""),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_found_and_named(name: str, forger: Forger, mcu: Mcu) -> None:
    forgery = FORGERIES[name]
    before = forger.recorded(FIRST).history
    forgery.make(forger)
    proof = mcu("verify", "--json", code=6)
    found = proof.data["violations"]
    assert {violation["kind"] for violation in found} == forgery.kinds
    told = [one for one in found if one["file"] == (forgery.file or one["file"])]
    assert told
    if forgery.event is not None:
        now = forger.recorded(FIRST).history
        event = now[forgery.event] if forgery.kinds != {Kind.EVENTS_REORDERED} else before[forgery.event]
        assert event.id in {one["event"] for one in told} or len(now) < len(before)
    assert {violation["commit"] for violation in told} <= set(forger.git("rev-list", "HEAD").split())
    shown = mcu("verify", code=6).stdout
    for kind in forgery.kinds:
        assert KINDS[kind].title in shown


def test_a_registry_merged_line_by_line_is_honest(forger: Forger, mcu: Mcu) -> None:
    ours, theirs, data = registry_branches(forger)
    forger.commit({"departments.yaml": b"# ours\n" + data + b"# theirs\n"}, "Merge", parents=[ours, theirs])
    assert mcu("verify", "--json").data["violations"] == []


def test_a_mending_is_held_against_what_was_there_before_the_damage(forger: Forger, mcu: Mcu) -> None:
    """Else a forger could break a file first, and put what they like in the place of what nobody can read."""
    for broken in (b"format: 1\nid: [\n", forger.data(path_of(FIRST)).replace(FIRST.encode(), THIRD.encode(), 1)):
        good = forger.head
        said = forger.forged(FIRST, other_answer)
        forger.as_command({path_of(FIRST): broken}, FIRST)
        second = forger.as_command(said, FIRST, at=EVENING)
        found = mcu("verify", "--json", code=6).data["violations"]
        assert "event-changed" in {one["kind"] for one in found if one["commit"] == second}
        forger.git("reset", "--quiet", "--hard", good)


def test_the_documents_count_the_forgeries() -> None:
    for name in ("proof.md", "reliability.md"):
        assert f"{len(FORGERIES)} forgeries" in (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_every_kind_is_made_by_a_forgery() -> None:
    made = {kind for forgery in FORGERIES.values() for kind in forgery.kinds}
    assert made | {Kind.UNSIGNED, Kind.UNKNOWN_SIGNER} == set(Kind)  # these two have tests of their own


def test_the_honest_history_is_without_a_fault(forger: Forger, mcu: Mcu) -> None:
    proof = mcu("verify", "--json").data
    assert proof["violations"] == []
    assert proof["fingerprint"] == forger.head
    assert proof["commits"] == int(forger.git("rev-list", "--count", "HEAD"))


def test_a_rewritten_history_is_given_away_by_a_fingerprint(forger: Forger, mcu: Mcu) -> None:
    fingerprint = forger.head
    rewritten = forger.git("fast-export", "--all").replace("Яма на дороге", "Нет на дороге")
    shutil.rmtree(forger.root / ".git")
    forger.git("init", "--quiet", "--initial-branch=main")
    forger.git("fast-import", "--quiet", given=sized(rewritten))
    forger.git("reset", "--quiet", "--hard")
    assert forger.head != fingerprint
    found = mcu("verify", "--since", fingerprint, "--json", code=6).data["violations"]
    assert [one["kind"] for one in found if one["kind"] == "rewritten"]
    assert fingerprint in " ".join(one["message"] for one in found)
    grouped = " ".join(fingerprint[at : at + 4] for at in range(0, 12, 4))
    assert mcu("verify", "--since", grouped, "--json", code=6).data["open"]


def sized(stream: str) -> bytes:
    """Return an export whose texts kept their length in bytes."""
    return stream.encode()


def test_a_mailed_summary_is_a_witness(forger: Forger, mcu: Mcu, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(forger.data(REPORT))
    assert mcu("verify", "--witness", summary, "--json").data["violations"] == []
    folded = forger.data(REPORT).replace(b"`\n\n", b"=\n`\n\n")
    summary.write_bytes(folded)
    assert mcu("verify", "--witness", summary, "--json").data["violations"] == []
    forger.git("reset", "--quiet", "--hard", "HEAD~3")  # what that summary saw was thrown away
    forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    forger.git("reflog", "expire", "--expire=now", "--all")
    forger.git("gc", "--quiet", "--prune=now")
    (found,) = mcu("verify", "--witness", summary, "--json", code=6).data["violations"]
    assert found["kind"] == "rewritten"
    summary.write_bytes(b"nothing")
    assert "holds no fingerprint" in mcu("verify", "--witness", summary, code=5).stderr


def test_a_graft_hides_no_commit(forger: Forger, mcu: Mcu) -> None:
    """Git may be told in a file of its own that a commit has other parents than its object says."""
    forgery = forger.as_command(forger.forged(FIRST, other_answer), FIRST)
    forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    info = forger.root / ".git" / "info"
    info.mkdir(exist_ok=True)
    (info / "grafts").write_text(f"{forger.head} {forger.git('rev-parse', f'{forgery}^')}\n", encoding="ascii")
    found = mcu("verify", "--json", code=6).data["violations"]
    assert "object-false" in {one["kind"] for one in found}


def test_what_was_smuggled_in_before_a_second_founding_is_found(forger: Forger, mcu: Mcu) -> None:
    """Commits before that of `mcu init` are none of the store's; so nothing on record may come from there."""
    from mcu_cli.store.trailers import Message

    real = forger.head
    founded = forger.git("rev-list", "--max-parents=0", "HEAD")
    forger.commit(third(forger), "long ago", parents=[], branch="refs/heads/old", at="2020-01-01T00:00:00+05:00")
    message = Message("init", "another", files=("departments.yaml",)).text()
    files = {"departments.yaml": forger.data("departments.yaml", founded)}
    old = forger.git("rev-parse", "refs/heads/old")
    second = forger.commit(files, message, parents=[old], branch="refs/heads/old", at="2020-01-02T00:00:00+05:00")
    forger.commit(third(forger), "Merge", parents=[real, second])
    found = mcu("verify", "--json", code=6).data["violations"]
    assert path_of(THIRD) in {one["file"] for one in found if one["kind"] == "by-hand"}


def test_a_replacement_of_git_hides_nothing(forger: Forger, mcu: Mcu) -> None:
    honest = forger.head
    forgery = forger.as_command(forger.forged(FIRST, other_answer), FIRST)
    forger.git("reset", "--quiet", "--hard", honest)
    forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    forger.git("replace", forger.head, forgery)
    assert mcu("verify", "--json").data["violations"] == []  # what is on record is what the objects say
    forger.git("replace", "--delete", forger.head)
    forger.git("reset", "--quiet", "--hard", forgery)
    forger.git("replace", forgery, honest)
    assert [one["kind"] for one in mcu("verify", "--json", code=6).data["violations"]] == ["event-changed"]


def test_a_tag_called_like_a_fingerprint_is_none(forger: Forger, mcu: Mcu) -> None:
    printed = forger.head
    assert mcu("verify", "--since", printed[:12].upper(), "--json").data["since"] == printed
    forger.git("reset", "--quiet", "--hard", "HEAD~1")
    forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    honest = forger.git("rev-parse", "HEAD~2")
    forger.git("tag", printed[:12], honest)
    forger.git("update-ref", "-d", "ORIG_HEAD")
    forger.git("reflog", "expire", "--expire=now", "--all")
    forger.git("prune", "--expire=now")
    (found,) = mcu("verify", "--since", printed[:12], "--json", code=6).data["violations"]
    assert found["kind"] == "rewritten"
    assert mcu("verify", "--since", "main", "--json").data["commits"] == 0  # any other name is git's


def test_of_a_clone_that_was_shallow_nothing_is_remembered(forger: Forger, mcu: Mcu) -> None:
    base = forger.head
    ours = forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    file = forger.data(path_of(FIRST))
    forger.git("reset", "--quiet", "--hard", base)
    theirs = forger.as_command(forger.forged(SECOND, lambda a: replace(a, text="Горит.")), SECOND)
    forger.commit({path_of(FIRST): file}, "Merge", parents=[theirs, ours])
    edge = forger.root / ".git" / "shallow"
    edge.write_text(f"{theirs}\n", encoding="ascii")
    assert mcu("verify", "--json").data["edges"] == 1
    edge.unlink()
    assert mcu("verify", "--json", code=6).data["resumed"] is None


def test_what_is_dated_back_after_a_walk_is_told_by_the_next(forger: Forger, mcu: Mcu) -> None:
    mcu("verify")
    forger.as_command(third(forger, at=YESTERDAY), THIRD, action="add", at=YESTERDAY)
    proof = mcu("verify", "--json").data
    assert proof["resumed"] is not None
    assert [one["kind"] for one in proof["violations"]] == ["clock-back"]


def test_a_walk_that_goes_on_says_of_a_file_put_back_what_a_whole_one_says(forger: Forger, mcu: Mcu) -> None:
    data = forger.data(path_of(FIRST))
    forger.commit({path_of(FIRST): None})
    mcu("verify", code=6)
    forger.commit({path_of(FIRST): data})
    gone_on = mcu("verify", "--json", code=6).data
    assert gone_on["resumed"] is not None
    assert gone_on["violations"] == mcu("verify", "--whole", "--json", code=6).data["violations"]
    added = added_third(forger)
    data = forger.data(path_of(THIRD))
    forger.as_command({path_of(THIRD): None}, THIRD, action="undo", undoes=added)
    mcu("verify", code=6)
    forger.as_command({path_of(THIRD): data}, THIRD, action="add", at=EVENING)
    assert "id-reused" in {one["kind"] for one in mcu("verify", "--json", code=6).data["violations"]}


def test_what_git_remembers_of_commits_is_not_asked(forger: Forger, mcu: Mcu) -> None:
    honest = forger.git("rev-parse", "HEAD^{tree}")
    made = forger.as_command(forger.forged(FIRST, other_answer), FIRST)
    forged = forger.git("rev-parse", "HEAD^{tree}")
    another = lambda a: with_new(a, EventKind.NOTED, NOTE, at=EVENING)  # noqa: E731  # it is one expression
    forger.as_command(forger.forged(SECOND, another), SECOND, at=EVENING)
    forger.git("commit-graph", "write", "--reachable")
    graph = forger.root / ".git" / "objects" / "info" / "commit-graph"
    data = graph.read_bytes()
    graph.chmod(0o644)
    graph.write_bytes(data.replace(bytes.fromhex(forged), bytes.fromhex(honest)))
    assert path_of(FIRST) in forger.git("diff-tree", "-r", "--name-only", "HEAD")  # git lays it to another commit
    (found,) = mcu("verify", "--json", code=6).data["violations"]
    assert (found["kind"], found["commit"]) == ("event-changed", made)


def test_a_branch_that_forgets_the_registry_does_not_move_the_beginning(forger: Forger, mcu: Mcu) -> None:
    founding = mcu("verify", "--json").data["since"]
    base = forger.head
    registry = forger.data("departments.yaml")
    copied = forger.commit({"departments.yaml": registry}, "copied", parents=[], branch="refs/heads/copied")
    joined = forger.git("commit-tree", "HEAD^{tree}", "-p", copied, "-p", base, "-m", "Merge")
    forger.git("reset", "--quiet", "--hard", joined)
    assert mcu("verify", "--json", code=6).data["since"] == founding


def test_an_acknowledgement_has_to_be_signed_too(forger: Forger, mcu: Mcu) -> None:
    before = forger.head
    forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE, by="head@town.example")), FIRST)
    signed_by_a_stranger(forger)
    signers = forger.root.parent / "signers"
    signers.write_text(f"{BY} {(forger.root.parent / 'key.pub').read_text(encoding='utf-8')}", encoding="utf-8")
    forger.git("config", "commit.gpgSign", "false")
    mcu("record", "--acknowledge", "HEAD", "--reason", "Так и надо.", now=EVENING)
    found = mcu("verify", "--signatures", "--since", before, "--json", code=6).data["violations"]
    assert {(one["kind"], bool(one["acknowledged"])) for one in found} == {
        ("not-the-author", True),
        ("unsigned", False),
    }


def test_an_unsigned_commit_is_named_where_signatures_are_wanted(forger: Forger, mcu: Mcu) -> None:
    found = mcu("verify", "--signatures", "--json", code=6).data["violations"]
    assert {one["kind"] for one in found} == {"unsigned"}
    assert len(found) == int(forger.git("rev-list", "--count", "HEAD"))


def test_a_key_that_nobody_vouches_for_is_named_until_somebody_does(forger: Forger, mcu: Mcu) -> None:
    before = forger.head
    forger.as_command(forger.forged(FIRST, lambda a: with_new(a, EventKind.NOTED, NOTE)), FIRST)
    signed_by_a_stranger(forger)
    (found,) = mcu("verify", "--signatures", "--since", before, "--json", code=6).data["violations"]
    assert found["kind"] == "unknown-signer"
    key = (forger.root.parent / "key.pub").read_text(encoding="utf-8")
    signers = forger.root.parent / "others"
    signers.write_text(f"{BY} {key}", encoding="utf-8")
    arguments = ("verify", "--signatures", "--since", before, "--allowed-signers", signers)
    assert mcu(*arguments, "--json").data["violations"] == []


def test_a_forgery_stays_found_by_a_walk_that_goes_on(forger: Forger, mcu: Mcu) -> None:
    forger.as_command(forger.forged(FIRST, other_answer), FIRST)
    first = mcu("verify", "--json", code=6).data
    forger.as_command(
        forger.forged(SECOND, lambda a: with_new(a, EventKind.NOTED, NOTE, at=EVENING)), SECOND, at=EVENING
    )
    again = mcu("verify", "--json", code=6).data
    assert again["resumed"] == first["fingerprint"]
    assert again["violations"] == first["violations"]
    assert again["commits"] == first["commits"] + 1
    assert mcu("verify", "--whole", "--json", code=6).data["violations"] == first["violations"]


def test_nothing_remembered_is_relied_upon_after_a_rewriting(forger: Forger, mcu: Mcu) -> None:
    mcu("verify")
    forger.git("reset", "--quiet", "--hard", "HEAD~1")
    forger.as_command(forger.forged(FIRST, other_answer), FIRST)
    found = mcu("verify", "--json", code=6).data
    assert found["resumed"] is None
    assert [one["kind"] for one in found["violations"]] == ["event-changed"]


def test_an_object_changed_behind_the_remembered_walk_is_found(forger: Forger, mcu: Mcu) -> None:
    mcu("verify")
    object_written_over(forger)
    found = mcu("verify", "--json", code=6).data
    assert found["resumed"] == forger.head
    assert [one["kind"] for one in found["violations"]] == ["object-false"]


@pytest.mark.parametrize("text", ["", "null", "{}", "[1]", "no json", '{"program": 1, "begun": 2, "commit": 3}'])
def test_a_remembered_walk_that_cannot_be_read_is_none(forger: Forger, mcu: Mcu, text: str) -> None:
    mcu("verify")
    (forger.root / ".mcu" / "verified.json").write_text(text, encoding="utf-8")
    assert mcu("verify", "--json").data["resumed"] is None
