"""The steps of `tools/setup.py`, standard library only."""
