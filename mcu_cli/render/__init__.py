"""The only way out: terminal, tables, Markdown, CSV, JSON."""
