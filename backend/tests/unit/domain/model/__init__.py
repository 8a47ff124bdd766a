"""A small model of a call around the domain: its rows, its rooms, and the people's pages."""
