"""Copies of all history in one checked file, and putting one back. For SQLite; docs/backups.md.

The copy is taken while the product writes. It is read back and compared before it gets its name,
so a file with the name of a backup is a good one, whenever the machine stopped.
"""
