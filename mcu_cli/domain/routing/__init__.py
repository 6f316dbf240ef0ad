"""Where an appeal belongs, and why: one module a source of evidence, and one that weighs what they say."""

from __future__ import annotations
