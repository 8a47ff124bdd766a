"""Where a participant belongs now, where they are to go, and tokens for exactly that."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.actions.call_rows import (
    AGENT,
    CALLER,
    PHONE,
    agent_identity,
    call_has_ended,
    no_such_call,
    no_such_transfer,
    not_in_call,
    open_transfer_of,
    stay_of_agent,
    stays_of,
    target_identity,
)
from warm_transfer.actions.context import Context
from warm_transfer.actions.offers import has_seen_offer, is_rung
from warm_transfer.actions.presenters import transfer_view
from warm_transfer.actions.room_orders import destination_orders, orders_of
from warm_transfer.actions.views import CallConnection, DestinationConnection, RoomConnection
from warm_transfer.db.models import Call, Participant, Transfer
from warm_transfer.domain.actor import Actor, AgentActor, CallerActor
from warm_transfer.domain.call import CallState
from warm_transfer.domain.transfer import CONSULT_STATES, TransferMode, TransferState
from warm_transfer.errors import Conflict


async def fresh_connection(
    ctx: Context, actor: Actor, call_id: str, livekit_url: str
) -> CallConnection:
    """Tokens for the actor, who must be in the call. Its rooms are made again if they are gone."""
    async with ctx.db.read() as session:
        call = await session.get(Call, call_id)
        if call is None or (isinstance(actor, CallerActor) and actor.call_id != call_id):
            raise no_such_call()
        if call.state == CallState.ENDED:
            raise call_has_ended()
        stay = await stay_of(session, call_id, actor)
        if stay is None:
            raise not_in_call()
        transfer = await open_transfer_of(session, call_id)
        connection = await connect(ctx, session, call, stay, livekit_url)
    await _open_rooms(ctx, call, transfer, connection)
    return connection


async def connection_ahead(
    ctx: Context, actor: AgentActor, transfer_id: str, livekit_url: str
) -> RoomConnection:
    """For the agent who is rung: the destination, where they may not listen before they accept.

    So that accepting has to wait for no connection. Nobody listens there either: the movers hear
    the destination only once the offer is accepted.
    """
    async with ctx.db.read() as session:
        transfer = await session.get(Transfer, transfer_id)
        if transfer is None or not await has_seen_offer(session, transfer_id, actor.id):
            raise no_such_transfer()
        call = await session.get_one(Call, transfer.call_id)
        rung = await is_rung(session, transfer_id, actor.id)
        if transfer.state != TransferState.OFFERED or not rung:
            raise Conflict(
                "The offer has been answered.",
                code="transfer_state",
                transfer=await transfer_view(session, transfer),
            )
    await ctx.rooms.ensure_room(transfer.destination_room, destination_orders(call, transfer))
    identity = agent_identity(actor.id)
    token = ctx.livekit_tokens.mint(
        identity, actor.name, transfer.destination_room, {"kind": AGENT}, can_listen=False
    )
    return RoomConnection(
        room_name=transfer.destination_room, url=livekit_url, token=token, identity=identity
    )


async def connect(
    ctx: Context, session: AsyncSession, call: Call, stay: Participant, livekit_url: str
) -> CallConnection:
    """The stay's tokens, for rooms that are made outside the session."""
    transfer = await open_transfer_of(session, call.id)
    destination: DestinationConnection | None = None
    expect = await expected_by(session, stay, transfer)
    if transfer is not None and expect is not None:
        room = _room_connection(ctx, stay, transfer.destination_room, livekit_url)
        destination = DestinationConnection(
            **room.model_dump(), transfer_id=transfer.id, expect=expect
        )
    return CallConnection(
        call_id=call.id,
        current=_room_connection(ctx, stay, stay.room_name, livekit_url),
        destination=destination,
    )


async def expected_by(
    session: AsyncSession, stay: Participant, transfer: Transfer | None
) -> list[str] | None:
    """Whom this mover must hear in the destination; None for whoever is not to go there now."""
    if (
        transfer is None
        or not _may_enter(stay, transfer)
        or stay.room_name == transfer.destination_room
    ):
        return None
    return _expected(stay, await stays_of(session, stay.call_id), transfer)


async def _open_rooms(
    ctx: Context, call: Call, transfer: Transfer | None, connection: CallConnection
) -> None:
    """Make the rooms that the tokens are for, where LiveKit has lost them."""
    names = [connection.current.room_name]
    if connection.destination is not None:
        names.append(connection.destination.room_name)
    making = (ctx.rooms.ensure_room(name, orders_of(call, transfer, name)) for name in names)
    await asyncio.gather(*making)


async def stay_of(session: AsyncSession, call_id: str, actor: Actor) -> Participant | None:
    if not isinstance(actor, CallerActor):
        return await stay_of_agent(session, call_id, actor.id)
    stays = await stays_of(session, call_id)
    return next((stay for stay in stays if stay.kind == CALLER), None)


def _may_enter(stay: Participant, transfer: Transfer) -> bool:
    """Whether this mover may enter the destination.

    Already while one agent is rung, for seconds, so that the move then waits for that agent
    alone. An open transfer may wait for minutes, and of several agents nobody knows whom to
    expect. The caller gets nowhere near a consult, and an initiator who hands over stays behind.
    """
    if stay.agent_id == transfer.initiator_id and transfer.hands_over:
        return False
    if transfer.state == TransferState.MOVING:
        return True
    consults = transfer.mode == TransferMode.CONSULT
    if consults and stay.agent_id != transfer.initiator_id:
        return False
    if transfer.state in CONSULT_STATES:
        return True
    return transfer.state == TransferState.OFFERED and transfer.target_kind in ("agent", PHONE)


def _expected(mover: Participant, stays: Iterable[Participant], transfer: Transfer) -> list[str]:
    """Whom a mover must hear in the destination before leaving the origin.

    The caller: the target, and the initiator unless they are away or stay behind. An agent: the
    target and, but for a consult, the caller. A target who has yet to accept is not in the call,
    but will have to be heard.
    """
    target = target_identity(transfer)
    before_the_move = transfer.mode == TransferMode.CONSULT and (
        transfer.state != TransferState.MOVING
    )

    def must_hear(stay: Participant) -> bool:
        if stay.id == mover.id:
            return False
        if stay.kind == CALLER:
            return not before_the_move
        if stay.identity == target:
            return True
        comes_along = (
            stay.agent_id == transfer.initiator_id
            and stay.away_since is None
            and not transfer.hands_over
        )
        return mover.kind == CALLER and comes_along

    expected = [stay.identity for stay in stays if must_hear(stay)]
    if transfer.state == TransferState.OFFERED and target is not None:
        expected.append(target)
    return expected


def _room_connection(
    ctx: Context, stay: Participant, room_name: str, livekit_url: str
) -> RoomConnection:
    token = ctx.livekit_tokens.mint(stay.identity, stay.name, room_name, {"kind": stay.kind})
    return RoomConnection(room_name=room_name, url=livekit_url, token=token, identity=stay.identity)
