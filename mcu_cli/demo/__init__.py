"""The invented export that `mcu demo` imports; `benchmarks/demo_export.py` makes it."""
