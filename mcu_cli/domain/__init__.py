"""Pure values and rules of the trade: no clock, no disk, no terminal."""
