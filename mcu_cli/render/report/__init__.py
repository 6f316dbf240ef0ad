"""A report as people read it: which tables it has, what its paragraphs say, and the forms in which it can be had."""
