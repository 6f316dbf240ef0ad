"""What the files of the two registries are called."""

from __future__ import annotations

DEPARTMENTS = "departments.yaml"
CATEGORIES = "categories.yaml"
REGISTRIES = (DEPARTMENTS, CATEGORIES)
