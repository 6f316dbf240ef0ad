"""The line of `mcu cron install` under a real cron: it runs, and does what it should.

The daemon, its spool and its settings are apart from those of the machine, in a mount namespace of their own: no
crontab of anybody is seen or touched. cron works by the minute, so this waits for the next one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.working_day import status_of

if TYPE_CHECKING:
    from tests.conftest import Mcu, StoreFolder

# What cron sees is ours: an empty spool, no jobs of the system, its own file with the number of its process.
_APART = """\
set -e
mount -t tmpfs none /var/spool/cron
mkdir /var/spool/cron/crontabs
chgrp crontab /var/spool/cron/crontabs
chmod 1730 /var/spool/cron/crontabs
mount -t tmpfs none /etc/cron.d
mount --bind /dev/null /etc/crontab
mount -t tmpfs none /run
"""
_INSTALL = """\
"$@" cron install --every 5 --summary-at 00:00
crontab -l | sed 's|^\\*/5 |* |' | crontab -
crontab -l
exec cron -f
"""
_PATIENCE = 100.0
_PAUSE = 0.2


def _what_is_missing() -> str:
    """Return why no cron can be started apart from that of the machine; empty where it can."""
    if os.name == "nt" or os.geteuid() != 0:
        return "a cron of one's own needs root"
    for program in ("unshare", "cron", "crontab", "mount"):
        if shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
            return f"there is no program {program}"
    tried = subprocess.run(["unshare", "--mount", "sh", "-c", _APART], capture_output=True, check=False)
    return "" if tried.returncode == 0 else f"no mounts of one's own: {tried.stderr.decode().strip()}"


def test_cron_imports_escalates_and_sums_up_the_day(
    mcu: Mcu, store: StoreFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = _what_is_missing()
    if missing:
        pytest.skip(missing)
    monkeypatch.delenv("MCU_NOW")
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:/usr/sbin:/sbin")
    before = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    late = (datetime.now(UTC) - timedelta(days=20)).date()
    (store.root / "intake").mkdir()
    table = store.root / "intake" / "звонки.csv"
    table.write_text(f"id,text,received,channel\n1,Нет воды.,{late},phone\n", encoding="utf-8")
    os.utime(table, (1_000_000_000, 1_000_000_000))

    program = (sys.executable, "-m", "mcu_cli", "--store", str(store.root))
    with subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", _APART + _INSTALL, "sh", *program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as cron:
        try:
            state = _state_after_a_run(store, cron)
        finally:
            cron.terminate()
            assert cron.stdout is not None
            said = cron.stdout.read().decode()

    assert f" # mcu cron {store.root}" in said
    assert state["failures"] == {}, store.read(".mcu/cron.log")
    log = store.git("log", "--reverse", "--format=%an <%ae>: %s").splitlines()
    by_cron = "mcu-cron <operator+mcu-cron@town.example>: "
    assert all(line.startswith(by_cron) for line in log[1:])
    actions = [line.removeprefix(by_cron).split()[0] for line in log[1:]]
    assert actions == ["import", "escalate", "summary"]
    assert mcu("list", "--json").data[0]["escalation"] >= 1
    assert [path.name for path in (store.root / "intake/done").rglob("*.csv")] == ["звонки.csv"]
    assert len(list((store.root / "reports/daily").rglob("*.md"))) == 1
    assert status_of(store) == ""
    mcu("check")
    after = subprocess.run(["crontab", "-l"], capture_output=True, check=False)
    assert (after.returncode, after.stdout) == (before.returncode, before.stdout)


def _state_after_a_run(store: StoreFolder, cron: subprocess.Popen[bytes]) -> dict[str, object]:
    """Wait until a run has come to its end; return what it remembers."""
    path = store.root / ".mcu/cron.json"
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and cron.poll() is None:
        if path.exists():
            state: dict[str, object] = json.loads(path.read_bytes())
            if state["ended"]:
                return state
        time.sleep(_PAUSE)  # nobody tells when cron has run
    pytest.fail(f"cron has not run: {path.exists()=}, {cron.poll()=}")
