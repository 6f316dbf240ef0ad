"""Periods and figures of the reports: numbers only."""
