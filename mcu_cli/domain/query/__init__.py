"""The language in which a set of appeals is meant: text to tree and back, without any store (docs/query.md)."""
