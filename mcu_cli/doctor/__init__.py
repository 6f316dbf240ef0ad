"""What `mcu doctor` looks at: the ground that a store stands on, not what is in its files (that is `mcu check`)."""
