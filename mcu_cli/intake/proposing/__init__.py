"""The proposal of a map: what the columns of an unknown table probably hold, by headings and samples."""
