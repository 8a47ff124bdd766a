"""The rooms that LiveKit has, who is connected to them, and which of them each person plays."""

from __future__ import annotations

from collections import defaultdict


class LiveKit:
    def __init__(self) -> None:
        self.rooms: dict[str, set[str]] = {}
        self.plays: dict[str, str] = {}
        # People who heard a room that was closed while they were in no other.
        self.cut_off: set[str] = set()

    def make(self, room: str) -> None:
        self.rooms.setdefault(room, set())

    def close(self, room: str) -> None:
        for name in self.rooms.pop(room, set()):
            if self.plays.get(name) == room:
                del self.plays[name]
                if not self.of(name):
                    self.cut_off.add(name)

    def connect(self, name: str, room: str) -> None:
        self.make(room)
        self.rooms[room].add(name)
        self.plays.setdefault(name, room)

    def disconnect(self, name: str, room: str) -> None:
        self.rooms.get(room, set()).discard(name)
        if self.plays.get(name) == room:
            del self.plays[name]

    def of(self, name: str) -> set[str]:
        """The rooms that this person is connected to."""
        return {room for room, people in self.rooms.items() if name in people}

    def report(self, rooms: set[str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for room in rooms:
            found[room] = set(self.rooms.get(room, ()))
        return found
