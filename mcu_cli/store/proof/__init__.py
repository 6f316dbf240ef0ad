"""The walk of a history, commit by commit, and what is found wrong on the way."""
