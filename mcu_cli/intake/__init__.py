"""Incoming files and channels, turned into drafts and problems: one module a format."""
