"""The indicators of reports by groups: one module a group, each gives members of the JSON form of a report."""
