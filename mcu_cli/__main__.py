"""`python -m mcu_cli` is `mcu`."""

from __future__ import annotations

from mcu_cli.main import main

if __name__ == "__main__":
    main()
