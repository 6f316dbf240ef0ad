"""One target in the hands of atheris (https://github.com/google/atheris): `python -m tests.fuzz.guided TARGET ...`."""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found,import-untyped,unused-ignore]  # installed by `make fuzz` alone

with atheris.instrument_imports(include=["mcu_cli"]):
    from tests.fuzz.targets import TARGETS, bound_workbooks

if __name__ == "__main__":
    bound_workbooks()
    run = TARGETS[sys.argv[1]]
    atheris.Setup([sys.argv[0], *sys.argv[2:]], run)
    atheris.Fuzz()
