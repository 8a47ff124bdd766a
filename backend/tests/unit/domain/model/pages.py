"""What people's pages do: follow the server, and leave no room before hearing the next."""

from __future__ import annotations

from tests.unit.domain.model.rows import CALLER, Transfer
from tests.unit.domain.model.world import S, World
from warm_transfer.domain.transfer import CONSULT_STATES, TransferMode

MUSIC = "music"


def go_on(world: World, name: str) -> None:
    """The page does the next thing that is due, if any."""
    stay, row, livekit = world.stays.get(name), world.open, world.livekit
    if stay is None:
        _be_out(world, name)
        return
    rooms = livekit.of(name)
    ahead = row.destination if row and may_enter(world, row, name) else None
    if stay.room not in rooms:
        livekit.connect(name, stay.room)
    elif ahead is not None and ahead not in rooms:
        livekit.connect(name, ahead)
    elif ahead is not None and row is not None and _goes_there(world, row, name):
        livekit.plays[name] = ahead
        world.moved(name)
    else:
        if name == row_target(row) and row is not None and stay.room == row.destination:
            world.moved(name)
        livekit.plays[name] = stay.room
        for room in rooms - {stay.room, ahead}:
            livekit.disconnect(name, room)


def drop(world: World, name: str) -> None:
    """The tab is closed, or the network gone."""
    for room in world.livekit.of(name):
        world.livekit.disconnect(name, room)


def hears(world: World, name: str) -> set[str]:
    room = world.livekit.plays.get(name)
    if room is None or room not in world.livekit.of(name):
        return set()
    if name == CALLER and world.held and room == world.room:
        return {MUSIC}
    return {other for other in world.livekit.rooms[room] - {name} if speaks(world, other, room)}


def speaks(world: World, name: str, room: str) -> bool:
    """Whether this person's microphone is open in a room that they are connected to."""
    stay, row = world.stays.get(name), world.open
    if stay is None or name not in world.livekit.rooms.get(room, ()):
        return False
    consults = row is not None and row.state is S.CONSULTING and name == row.initiator
    if room == stay.room:
        return not (consults and world.livekit.plays.get(name) != room)
    if row is None or room != row.destination:
        return False
    return consults or (row.state is S.MOVING and world.moves(row, name))


def may_enter(world: World, row: Transfer, name: str) -> bool:
    """Whether the server gives this person of the call a token for the destination."""
    if world.stays[name].room == row.destination:
        return False  # it is where they are
    if name == row.initiator and row.hands_over:
        return False
    if row.state is S.MOVING:
        return True
    if row.mode is TransferMode.CONSULT and name != row.initiator:
        return False
    if row.state in CONSULT_STATES:
        return True
    return row.state is S.OFFERED and row.kind == "agent"


def row_target(row: Transfer | None) -> str | None:
    return row.target if row is not None else None


def _goes_there(world: World, row: Transfer, name: str) -> bool:
    """Whether it is time to play the destination: everybody who must be heard there is."""
    if row.state not in (S.CONSULTING, S.MOVING) or not world.moves(row, name):
        return False
    return all(speaks(world, other, row.destination) for other in _expected(world, row, name))


def _expected(world: World, row: Transfer, name: str) -> set[str]:
    expected = {row.target} if row.target else set()
    initiator = world.stays.get(row.initiator)
    if name != CALLER:
        expected |= {CALLER} if row.state is S.MOVING else set()
    elif initiator is not None and not initiator.away and not row.hands_over:
        expected.add(row.initiator)
    return expected - {name}


def _be_out(world: World, name: str) -> None:
    """Whoever is rung may be in the destination ahead; others are in none of the rooms."""
    row = world.open
    rung = row is not None and row.state is S.OFFERED and name in row.rung
    for room in world.livekit.of(name):
        if not (rung and row is not None and room == row.destination):
            world.livekit.disconnect(name, room)
    if rung and row is not None:
        world.livekit.connect(name, row.destination)
