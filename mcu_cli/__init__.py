"""mcu: a command-line toolkit for municipal control centres; appeals are YAML files, git is the audit trail."""

from __future__ import annotations

__version__ = "0.1.0"
