"""A call in the database, with nobody in a room, and what is said in it, as a worker reports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.support.api import Api, SignedInAgent
from tests.support.dialogues import Turn
from warm_transfer.db.models import Call, Participant

BATCH = 100  # the most that one report may hold
TURN_S = 5.0


@dataclass
class HeardCall:
    """Of one caller with one agent."""

    api: Api
    id: str
    agent: SignedInAgent
    said: int = 0

    @classmethod
    async def begin(cls, api: Api, agent: SignedInAgent, name: str = "Helen") -> HeardCall:
        call_id = uuid4().hex
        async with api.ctx.db.unit_of_work() as uow:
            uow.session.add(
                Call(
                    id=call_id,
                    state="active",
                    caller_name=name,
                    room_name=f"room_{call_id}",
                    created_at=uow.now,
                    version=1,
                )
            )
            await uow.session.flush()
            for kind, agent_id, shown in (("caller", None, name), ("agent", agent.id, "Ana")):
                uow.session.add(
                    Participant(
                        id=uuid4().hex,
                        call_id=call_id,
                        kind=kind,
                        agent_id=agent_id,
                        identity=f"{kind}-1",
                        name=shown,
                        room_name=f"room_{call_id}",
                        created_at=uow.now,
                        left_at=None if kind == "caller" else uow.now,  # free for further calls
                    )
                )
        return cls(api, call_id, agent)

    async def say(self, turns: Sequence[Turn]) -> None:
        """One after the other, from where the last words ended."""
        batch = [
            {
                "id": f"{self.id}-{self.said + place}",
                "identity": f"{kind}-1",
                "text": text,
                "start_s": (self.said + place) * TURN_S,
                "end_s": (self.said + place) * TURN_S + 0.8 * TURN_S,
            }
            for place, (kind, text) in enumerate(turns)
        ]
        self.said += len(batch)
        worker = self.api.worker()
        for start in range(0, len(batch), BATCH):
            answer = await worker.post(
                f"/api/worker/calls/{self.id}/segments",
                json={"segments": batch[start : start + BATCH]},
            )
            assert answer.status_code == 204, answer.text

    async def briefing(self) -> dict[str, Any]:
        answer = await self.agent.client.get(f"/api/calls/{self.id}/briefing")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
