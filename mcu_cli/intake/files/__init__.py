"""Files taken apart by their bytes: workbooks, text tables in any encoding, JSON; each into sheets of rows."""
