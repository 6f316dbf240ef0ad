"""The proof of a history: what may become of a file from one commit to the next, judged without git or files."""
