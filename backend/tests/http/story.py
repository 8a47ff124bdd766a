"""A call with what is said in it, over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.support.api import Api, SignedInAgent
from tests.support.waiting import until
from warm_transfer.db.models import Call, Participant
from warm_transfer.domain.actor import Role

CALLER = "caller-0a1b2c3d"


@dataclass
class Story:
    """A call of one caller with one agent, and those who have nothing to do with it."""

    api: Api
    call_id: str
    agent: SignedInAgent
    stranger: SignedInAgent
    supervisor: SignedInAgent

    @property
    def path(self) -> str:
        return f"/api/calls/{self.call_id}"

    async def hear(self, *texts: str, identity: str = CALLER) -> list[dict[str, Any]]:
        """Report segments as the call worker does; gives what was sent."""
        batch = [
            {
                "id": uuid4().hex,
                "identity": identity,
                "text": text,
                "start_s": index * 5.0,
                "end_s": index * 5.0 + 4.0,
            }
            for index, text in enumerate(texts)
        ]
        await self.report(batch)
        return batch

    async def report(self, batch: list[dict[str, Any]]) -> None:
        path = f"/api/worker/calls/{self.call_id}/segments"
        answer = await self.api.worker().post(path, json={"segments": batch})
        assert answer.status_code == 204, answer.text

    async def briefing(self) -> dict[str, Any]:
        answer = await self.agent.client.get(f"{self.path}/briefing")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def until_it_says(self, words: str) -> None:
        async def says() -> bool:
            return words in (await self.briefing())["text"]

        await until(says, f"say {words} in the briefing")

    async def edit(self, text: str) -> dict[str, Any]:
        answer = await self.agent.client.put(f"{self.path}/briefing", json={"text": text})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


async def tell_story(api: Api) -> Story:
    """With nothing said yet."""
    story = Story(
        api,
        uuid4().hex,
        await api.agent("ana"),
        await api.agent("bea", seat="agent-b"),
        await api.agent("sue", seat="agent-c", role=Role.SUPERVISOR),
    )
    room = "room_of_the_story"
    async with api.ctx.db.unit_of_work() as uow:
        uow.session.add(
            Call(
                id=story.call_id,
                state="active",
                caller_name="Ines",
                room_name=room,
                created_at=uow.now,
                version=1,
            )
        )
        await uow.session.flush()
        for kind, agent_id, identity, name in (
            ("caller", None, CALLER, "Ines"),
            ("agent", story.agent.id, f"agent-{story.agent.id}", "Ana"),
        ):
            uow.session.add(
                Participant(
                    id=uuid4().hex,
                    call_id=story.call_id,
                    kind=kind,
                    agent_id=agent_id,
                    identity=identity,
                    name=name,
                    room_name=room,
                    created_at=uow.now,
                )
            )
    return story
