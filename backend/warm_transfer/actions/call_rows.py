"""Loading a call and what belongs to it.

Whoever changes a call locks its row first, so that commands on one call come one after the
other. Several locks are taken in one order, so that nobody waits in a circle: the agent who is
to get into a call, the call, the calls behind it in the queue, the agents' rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from warm_transfer.db.models import Call, Participant, PhoneLeg, Transfer
from warm_transfer.domain.call import CallState
from warm_transfer.domain.transfer import CONSULT_STATES
from warm_transfer.errors import Conflict, Forbidden, NotFound

CALLER = "caller"
AGENT = "agent"
PHONE = "phone"  # the target of a transfer, on the phone
AGENT_LOCKS = 0x77_74_61_67  # any number nobody else uses: "wtag"
DIALLING_LOCK = 0x77_74_64_69  # "wtdi"


async def lock_agent(session: AsyncSession, agent_id: str) -> None:
    """One command at a time gets an agent into a call or rings them.

    PostgreSQL alone needs it: SQLite has one writer. It is no lock on the agent's row, which is
    renewed every few seconds while their page is open.
    """
    if session.get_bind().dialect.name == "postgresql":
        lock = select(func.pg_advisory_xact_lock(AGENT_LOCKS, func.hashtext(agent_id)))
        await session.execute(lock)


async def lock_dialling(session: AsyncSession) -> None:
    """One command at a time counts what was dialled lately and adds to it: so the caps hold.

    Taken after every other lock but a commit's own. PostgreSQL alone needs it, as for `lock_agent`.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(DIALLING_LOCK)))


async def lock_call(session: AsyncSession, call_id: str) -> Call:
    """The call, for changing it. Raises NotFound."""
    call = await session.scalar(select(Call).where(Call.id == call_id).with_for_update())
    if call is None:
        raise no_such_call()
    return call


async def lock_live_call(session: AsyncSession, call_id: str) -> Call:
    """As `lock_call`; raises Conflict when it has ended."""
    call = await lock_call(session, call_id)
    if call.state == CallState.ENDED:
        raise call_has_ended()
    return call


async def lock_transfer(session: AsyncSession, transfer_id: str) -> tuple[Call, Transfer]:
    """The transfer and its call, for changing them. Raises NotFound."""
    call_id = await session.scalar(select(Transfer.call_id).where(Transfer.id == transfer_id))
    if call_id is None:
        raise no_such_transfer()
    call = await lock_call(session, call_id)
    transfer = await session.get(Transfer, transfer_id, populate_existing=True)
    if transfer is None:
        raise no_such_transfer()
    return call, transfer


async def lock_leg(session: AsyncSession, leg_id: str) -> tuple[Call, PhoneLeg]:
    """The phone leg and its call, for changing them. Raises NotFound."""
    call_id = await session.scalar(select(PhoneLeg.call_id).where(PhoneLeg.id == leg_id))
    if call_id is None:
        raise no_such_leg()
    call = await lock_call(session, call_id)
    return call, await session.get_one(PhoneLeg, leg_id, populate_existing=True)


async def leg_of_transfer(session: AsyncSession, transfer_id: str) -> PhoneLeg | None:
    return await session.scalar(select(PhoneLeg).where(PhoneLeg.transfer_id == transfer_id))


async def open_transfer_of(session: AsyncSession, call_id: str) -> Transfer | None:
    return await session.scalar(
        select(Transfer).where(Transfer.call_id == call_id, Transfer.ended_at.is_(None))
    )


async def stays_of(session: AsyncSession, call_id: str) -> Sequence[Participant]:
    """Everybody who is in the call: those who left are left out."""
    here = select(Participant).where(Participant.call_id == call_id, Participant.left_at.is_(None))
    return (await session.scalars(here.order_by(Participant.created_at, Participant.id))).all()


async def stay_of_agent(session: AsyncSession, call_id: str, agent_id: str) -> Participant | None:
    return await session.scalar(
        select(Participant).where(
            Participant.call_id == call_id,
            Participant.agent_id == agent_id,
            Participant.left_at.is_(None),
        )
    )


async def stay_of_target(session: AsyncSession, transfer: Transfer) -> Participant | None:
    """The stay of whoever has accepted the transfer, while they are in the call."""
    identity = target_identity(transfer)
    stays = await stays_of(session, transfer.call_id)
    return next((stay for stay in stays if stay.identity == identity), None)


def agent_identity(agent_id: str) -> str:
    """The agent's LiveKit identity, the same in every room of every call."""
    return f"agent-{agent_id}"


def phone_identity(transfer_id: str) -> str:
    """The LiveKit identity of the phone that a transfer goes to."""
    return f"phone-{transfer_id}"


def target_identity(transfer: Transfer) -> str | None:
    """Of whoever has accepted or, where that can be one alone, is asked. None: nobody knows yet."""
    if transfer.target_kind == PHONE:
        return phone_identity(transfer.id)
    return agent_identity(transfer.target_agent_id) if transfer.target_agent_id else None


async def require_caller(session: AsyncSession, call_id: str, agent_id: str) -> None:
    """The agent is in the call, and the caller is theirs too.

    Raises Forbidden when they are not in it, Conflict when they are only consulted about it.
    """
    if await stay_of_agent(session, call_id, agent_id) is None:
        raise not_in_call()
    transfer = await open_transfer_of(session, call_id)
    if (
        transfer is not None
        and transfer.state in CONSULT_STATES
        and transfer.target_agent_id == agent_id
    ):
        raise Conflict(
            "The caller is not with you yet. Leave the call if you do not want to take it.",
            code="in_consult",
        )


async def call_of_agent(session: AsyncSession, agent_id: str) -> str | None:
    """The id of the call the agent is in."""
    return await session.scalar(
        select(Participant.call_id)
        .where(Participant.agent_id == agent_id, Participant.left_at.is_(None))
        .limit(1)
    )


def no_such_call() -> NotFound:
    return NotFound("There is no such call.", code="call_not_found")


def call_has_ended() -> Conflict:
    return Conflict("This call has ended.", code="call_ended")


def not_in_call() -> Forbidden:
    return Forbidden("You are not in this call.", code="not_in_call")


def no_such_leg() -> NotFound:
    return NotFound("There is no such phone.", code="phone_not_found")


def no_such_transfer() -> NotFound:
    return NotFound("There is no such transfer.", code="transfer_not_found")
