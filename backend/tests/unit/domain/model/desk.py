"""Commands as they come in over HTTP: several at the same moment, and the same one again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from tests.unit.domain.model.rows import Kind, Transfer
from tests.unit.domain.model.world import Refused, World
from warm_transfer.domain.call import CallEvent
from warm_transfer.domain.state_machine import IllegalEvent
from warm_transfer.domain.transfer import TransferEvent, TransferMode

Verb = Literal[
    "accept", "decline", "cancel", "return", "consult", "bring_in", "hand_over",
    "target_busy", "voicemail", "move_failed", "hold", "resume", "start", "end",
]  # fmt: skip
OF_A_TRANSFER: dict[Verb, TransferEvent] = {
    "cancel": TransferEvent.CANCELLED,
    "return": TransferEvent.RETURNED,
    "consult": TransferEvent.CONSULT_RESUMED,
    "bring_in": TransferEvent.BROUGHT_IN,
    "hand_over": TransferEvent.HANDED_OVER,
    "target_busy": TransferEvent.TARGET_BUSY,
    "voicemail": TransferEvent.VOICEMAIL_ANSWERED,
    "move_failed": TransferEvent.MOVE_FAILED,
}


@dataclass(frozen=True, slots=True)
class Command:
    verb: Verb
    actor: str
    row: Transfer | None = None
    mode: TransferMode = TransferMode.INTRODUCE
    kind: Kind = "agent"


@dataclass(frozen=True, slots=True)
class Request:
    """A command for which the rows have been read, and nothing is stored yet."""

    command: Command
    version: int


@dataclass(frozen=True, slots=True)
class Answer:
    status: Literal[200, 403, 409]
    state: str | None  # of the transfer, as it is


class Desk:
    def __init__(self, world: World) -> None:
        self.world = world
        self.in_flight: list[Request] = []
        self.winners: Counter[int] = Counter()  # by the version they read
        self.wrong: list[str] = []  # what must not happen to a command and did
        self._last: tuple[Command, int] | None = None

    def begin(self, command: Command) -> Request:
        request = Request(command, self.world.version)
        self.in_flight.append(request)
        return request

    def finish(self, request: Request) -> None:
        """Store what was decided, unless something else was stored since the rows were read."""
        self.in_flight.remove(request)
        before = self._picture()
        if request.version != self.world.version:
            answer = Answer(409, self._state_of(request.command))
        else:
            answer = self._perform(request.command)
        if answer.status == 200:
            self.winners[request.version] += 1
            self._last = (request.command, self.world.version)
        elif self._picture() != before:
            self.wrong.append(f"{request.command.verb} was refused and changed something")
        if answer.state != self._state_of(request.command):
            self.wrong.append(f"{request.command.verb} was told another state than there is")

    @property
    def could_repeat(self) -> bool:
        return self._last is not None and self._last[1] == self.world.version

    def repeat(self) -> None:
        """The command carried out last comes again, and its Idempotency-Key is not known."""
        assert self._last is not None
        command, before = self._last[0], self._picture()
        self._perform(command)
        if self._picture() != before:
            self.wrong.append(f"{command.verb} had an effect of its own when it came again")

    def _perform(self, command: Command) -> Answer:
        try:
            self._do(command)
        except Refused:
            return Answer(403, self._state_of(command))
        except IllegalEvent:
            return Answer(409, self._state_of(command))
        return Answer(200, self._state_of(command))

    def _do(self, command: Command) -> None:
        world, row, actor = self.world, command.row, command.actor
        match command.verb:
            case "start":
                world.start(actor, command.mode, command.kind)
            case "hold":
                world.hold(actor)
            case "resume":
                world.resume(actor)
            case "end":
                world.end(CallEvent.AGENT_ENDED)
            case _ if row is None:
                raise Refused("no such transfer")
            case "accept":
                world.accept(row, actor)
            case "decline":
                world.decline(row, actor)
            case verb:
                world.take(row, OF_A_TRANSFER[verb])

    def _state_of(self, command: Command) -> str | None:
        row = command.row or self.world.open
        return row.state if row is not None else None

    def _picture(self) -> object:
        world = self.world
        rows = [
            (row.state, row.outcome, row.target, row.hands_over, tuple(row.offers), row.deadline)
            for row in world.transfers
        ]
        return world.state, world.room, world.held, tuple(world.stays), rows
