"""Transfers: what the target, the initiator and the movers do with one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Path, status

from warm_transfer.actions import connections, consults, moves, transfer_answers, transfers
from warm_transfer.actions.views import RoomConnection, TransferJoined, TransferView
from warm_transfer.api.deps import AgentOrCaller, Ctx, CurrentAgent, LimitConnections
from warm_transfer.api.error_handlers import PROBLEM_RESPONSES
from warm_transfer.api.idempotency import CommandRoute
from warm_transfer.api.livekit_url import LiveKitUrl
from warm_transfer.api.schemas import DeclineInput, MoveFailedInput, TransferCommand

router = APIRouter(
    prefix="/transfers", tags=["transfers"], responses=PROBLEM_RESPONSES, route_class=CommandRoute
)

TransferId = Annotated[str, Path(min_length=1, max_length=64)]


@router.get("")
async def list_open_transfers(ctx: Ctx, agent: CurrentAgent) -> list[TransferView]:
    """The agent's open transfers: offered to them or started by them."""
    return await transfers.list_open_transfers(ctx, agent)


@router.get("/{transfer_id}")
async def get_transfer(ctx: Ctx, agent: CurrentAgent, transfer_id: TransferId) -> TransferView:
    """A transfer, for the agents whom it concerns."""
    return await transfers.get_transfer(ctx, agent, transfer_id)


@router.post("/{transfer_id}/connection", dependencies=[LimitConnections])
async def connect_ahead(
    ctx: Ctx, agent: CurrentAgent, livekit_url: LiveKitUrl, transfer_id: TransferId
) -> RoomConnection:
    """While one is rung: a token for the destination, where one cannot hear before accepting."""
    return await connections.connection_ahead(ctx, agent, transfer_id, livekit_url)


@router.post("/{transfer_id}/accept")
async def accept_transfer(
    ctx: Ctx,
    agent: CurrentAgent,
    livekit_url: LiveKitUrl,
    transfer_id: TransferId,
    background: BackgroundTasks,
    body: TransferCommand | None = None,
) -> TransferJoined:
    """Take the offered call: connect to `connection.current`, then report `moved`."""
    return await transfer_answers.accept_transfer(
        ctx, agent, transfer_id, livekit_url, background.add_task, version=_version(body)
    )


@router.post("/{transfer_id}/decline")
async def decline_transfer(
    ctx: Ctx, agent: CurrentAgent, transfer_id: TransferId, body: DeclineInput | None = None
) -> TransferView:
    """Do not take the offered call; the initiator is told the reason."""
    reason = body.reason if body else None
    return await transfer_answers.decline_transfer(
        ctx, agent, transfer_id, reason, version=_version(body)
    )


@router.post("/{transfer_id}/cancel")
async def cancel_transfer(
    ctx: Ctx, agent: CurrentAgent, transfer_id: TransferId, body: TransferCommand | None = None
) -> TransferView:
    """Take the offer back, or end the move, at any moment before completion."""
    return await transfer_answers.cancel_transfer(ctx, agent, transfer_id, version=_version(body))


@router.post("/{transfer_id}/return")
async def return_to_caller(
    ctx: Ctx, agent: CurrentAgent, transfer_id: TransferId, body: TransferCommand | None = None
) -> TransferView:
    """In a consult: go back to the caller, who is off hold. The target waits."""
    return await consults.return_to_caller(ctx, agent, transfer_id, version=_version(body))


@router.post("/{transfer_id}/consult")
async def resume_consult(
    ctx: Ctx, agent: CurrentAgent, transfer_id: TransferId, body: TransferCommand | None = None
) -> TransferView:
    """In a consult: go to the target again. The caller is on hold."""
    return await consults.resume_consult(ctx, agent, transfer_id, version=_version(body))


@router.post("/{transfer_id}/bring-in")
async def bring_in(
    ctx: Ctx, agent: CurrentAgent, transfer_id: TransferId, body: TransferCommand | None = None
) -> TransferView:
    """End a consult by bringing the caller in: all three talk."""
    return await consults.bring_in(ctx, agent, transfer_id, version=_version(body))


@router.post("/{transfer_id}/hand-over")
async def hand_over(
    ctx: Ctx, agent: CurrentAgent, transfer_id: TransferId, body: TransferCommand | None = None
) -> TransferView:
    """End a consult by handing the caller over: one is free once they are with the target."""
    return await consults.hand_over(ctx, agent, transfer_id, version=_version(body))


@router.post("/{transfer_id}/moved", status_code=status.HTTP_204_NO_CONTENT)
async def report_moved(ctx: Ctx, actor: AgentOrCaller, transfer_id: TransferId) -> None:
    """One hears the others in the destination; 409 `not_in_destination` until LiveKit agrees."""
    await moves.report_moved(ctx, actor, transfer_id)


@router.post("/{transfer_id}/move-failed", status_code=status.HTTP_204_NO_CONTENT)
async def report_move_failed(
    ctx: Ctx, actor: AgentOrCaller, transfer_id: TransferId, body: MoveFailedInput
) -> None:
    """One could not get to the destination: everybody stays in the origin."""
    await moves.report_move_failed(ctx, actor, transfer_id, body.reason)


def _version(body: TransferCommand | None) -> int | None:
    return body.version if body else None
