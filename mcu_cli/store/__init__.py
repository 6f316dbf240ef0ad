"""The truth on disk: files, git, lock, journal, index."""
