"""What a centre keeps beside its appeals, a ledger each: personal receptions, instructions, polls and works done."""
