"""The parts of a report: each draws from the members of the JSON form the tables on one matter, as values."""
