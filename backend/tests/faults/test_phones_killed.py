"""The API killed with SIGKILL while a call goes to a phone, and started again.

What Twilio asks of an API that is down it asks once, and hangs up. So where a key is pressed, or
the sound comes by way of the API, just then, the phone is lost, and the caller is with Ana.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.faults.phone_scene import PHONE, PhoneScene, phone_scene
from tests.faults.scene import NewScene
from tests.support.deathbed import Deathbed, Moment
from tests.support.faults import fault
from warm_transfer.actions.phone_watch import LOST
from warm_transfer.domain.phone_leg import Ending
from warm_transfer.domain.phone_words import ENDINGS

RINGS = {"answers": "by_hand"}


async def returns(phone: PhoneScene) -> None:
    """Wait until the API has killed itself, and start it again."""
    await phone.scene.api.died()
    await phone.scene.api.start()
    await phone.scene.ana.look()


async def killed(phone: PhoneScene) -> None:
    await phone.scene.api.kill()
    await phone.scene.api.start()
    await phone.scene.ana.look()


@fault(
    1,
    done="killed when a transfer to a phone is stored and nothing has been dialled",
    seen="the phone is dialled, once, takes the call, and all three hear each other",
)
async def test_before_it_is_dialled(new_scene: NewScene, tmp_path: Path) -> None:
    deathbed = Deathbed(tmp_path / "points", "2 transfer.offered: commit transfer.offered", "after")
    async with phone_scene(new_scene, deathbed=deathbed) as phone:
        await phone.dial()
        await returns(phone)
        await phone.presses()
        await phone.all_three_talk()
        await phone.hang_up()


@fault(
    1,
    done="killed when it is stored that a phone is being dialled, and Twilio was not asked",
    seen="Twilio is asked for the call and knows none: `failed`, and why is said; nothing is"
    " dialled, and caller and Ana were never apart",
)
async def test_when_about_to_dial(new_scene: NewScene, tmp_path: Path) -> None:
    deathbed = Deathbed(tmp_path / "points", "2 transfer.offered: dial", "before")
    async with phone_scene(new_scene, deathbed=deathbed) as phone:
        await phone.dial()
        await returns(phone)
        ended = await phone.is_over("failed")
        assert ended["reason"] == LOST
        assert await phone.phones.calls(to=PHONE) == []
        await phone.hang_up()


@fault(
    19,
    done="killed when Twilio has made a call and its id is not stored",
    seen="the call is found and goes on; the phone rings once in all",
)
async def test_when_just_dialled(new_scene: NewScene, tmp_path: Path) -> None:
    deathbed = Deathbed(tmp_path / "points", "2 transfer.offered: dial", "after")
    async with phone_scene(new_scene, deathbed=deathbed, person=RINGS) as phone:
        await phone.dial()
        await phone.scene.api.died()
        await phone.phones.until_call(
            (await phone.rung()).sid,
            lambda call: call.happened.count("status_callback") == 2,
            "nobody hears that it is begun, and that it rings",
        )
        await phone.scene.api.start()
        await phone.scene.ana.look()
        await phone.phone_is("ringing")
        await phone.phones.answer((await phone.rung()).sid)
        await phone.presses()
        await phone.all_three_talk()
        await phone.hang_up()


@fault(
    1,
    done="killed while a phone rings, which is answered afterwards",
    seen="the phone takes the call, and all three hear each other",
)
async def test_while_it_rings(new_scene: NewScene) -> None:
    async with phone_scene(new_scene, person=RINGS) as phone:
        await phone.dial()
        await phone.phone_is("ringing")
        await killed(phone)
        await phone.phones.answer((await phone.rung()).sid)
        await phone.presses()
        await phone.all_three_talk()
        await phone.hang_up()


@fault(
    1,
    done="killed while a phone hears the briefing; a key is pressed afterwards",
    seen="the phone takes the call, and all three hear each other",
)
async def test_during_the_briefing(new_scene: NewScene) -> None:
    async with phone_scene(new_scene, spoken_chars_per_s=15) as phone:
        await phone.dial()
        call = await phone.rung()
        await phone.phones.until_listening(call.sid, "gather")
        await killed(phone)
        await phone.presses()
        await phone.all_three_talk()
        await phone.hang_up()


@fault(
    1,
    done="killed while a phone rings, or hears the briefing, and answered, or a key pressed, before"
    " it is back: Twilio finds nobody to ask and hangs up",
    seen="`declined`, with the words that they hung up; caller and Ana were never apart",
)
@pytest.mark.parametrize("moment", ["ringing", "briefing"])
async def test_asked_while_it_is_down(new_scene: NewScene, moment: str) -> None:
    async with phone_scene(new_scene, person=RINGS) as phone:
        await phone.dial()
        call = await phone.rung()
        await phone.phone_is("ringing")
        if moment == "briefing":
            await phone.phones.answer(call.sid)
            await phone.phones.until_listening(call.sid, "gather")
        await phone.scene.api.kill()
        if moment == "briefing":
            await phone.phones.press(call.sid, "1")
        else:
            await phone.phones.answer(call.sid)
        await phone.phones.until_over(call.sid)
        await phone.scene.api.start()
        await phone.scene.ana.look()
        assert (await phone.is_over("declined"))["reason"] == ENDINGS[Ending.HUNG_UP]
        await phone.hang_up()


@fault(
    2,
    done="killed before and after the key pressed at a phone is stored, with no answer to Twilio,"
    " which hangs up",
    seen="a typed outcome, and why is said; caller and Ana were never apart",
)
@pytest.mark.parametrize(("moment", "outcome"), [("before", "declined"), ("after", "failed")])
async def test_over_the_key(
    new_scene: NewScene, tmp_path: Path, moment: Moment, outcome: str
) -> None:
    point = "3 transfer.moving: commit transfer.moving"
    async with phone_scene(
        new_scene, deathbed=Deathbed(tmp_path / "points", point, moment)
    ) as phone:
        await phone.dial()
        await phone.presses()
        await returns(phone)
        assert "hung up" in (await phone.is_over(outcome))["reason"]
        await phone.hang_up()


MOVES = [
    "3 transfer.moving: update_metadata of room 2",
    "4 transfer.introducing: commit transfer.introducing",
]


@fault(
    2,
    done="killed when a phone has taken the call, before anybody is told, and before the move is"
    " stored; the phone's sound comes by way of the API, and Twilio hangs up",
    seen="`failed`, with the words that it hung up; caller and Ana were never apart",
)
@pytest.mark.parametrize("point", MOVES)
async def test_during_the_move(new_scene: NewScene, tmp_path: Path, point: str) -> None:
    deathbed = Deathbed(tmp_path / "points", point)
    async with phone_scene(new_scene, deathbed=deathbed) as phone:
        await phone.dial()
        await phone.presses()
        await returns(phone)
        assert "hung up" in (await phone.is_over("failed"))["reason"]
        await phone.hang_up()


@fault(
    2,
    done="the same, with a reverse proxy that sends the phone's sound to the bridge",
    seen="the move goes on, and all three hear each other",
)
@pytest.mark.parametrize("point", MOVES)
async def test_during_the_move_past_the_api(
    new_scene: NewScene, tmp_path: Path, point: str
) -> None:
    deathbed = Deathbed(tmp_path / "points", point)
    async with phone_scene(new_scene, deathbed=deathbed, through_the_api=False) as phone:
        await phone.dial()
        await phone.presses()
        await returns(phone)
        await phone.all_three_talk()
        await phone.hang_up()


@fault(
    2,
    done="killed before a direct transfer to a phone is stored as completed, with such a proxy",
    seen="it is completed; caller and phone hear each other, and when the phone hangs up nothing is"
    " left",
)
async def test_when_caller_and_phone_are_alone(new_scene: NewScene, tmp_path: Path) -> None:
    deathbed = Deathbed(tmp_path / "points", "4 transfer.completed: commit transfer.completed")
    async with phone_scene(new_scene, deathbed=deathbed, through_the_api=False) as phone:
        phone.scene.accompanied = False
        await phone.dial(mode="direct")
        call = await phone.presses()
        await returns(phone)
        await phone.transfer(state="completed")
        await phone.phone_talks_with(phone.scene.caller)
        assert phone.scene.complaints == []
        await phone.phones.hang_up(call.sid)
        await phone.scene.caller_sees(status="ended")
        await phone.scene.nothing_is_left()
        await phone.nothing_rings()


@fault(
    3,
    done="killed when it is stored that a transfer to a phone that rings is cancelled, at once and"
    " just before the phone is hung up",
    seen="`cancelled`; the phone rings no more, and caller and Ana were never apart",
)
@pytest.mark.parametrize(
    ("point", "moment"),
    [
        ("3 transfer.reverting: commit transfer.reverting", "after"),
        ("3 transfer.reverting: hang_up", "before"),
    ],
)
async def test_over_a_cancel(
    new_scene: NewScene, tmp_path: Path, point: str, moment: Moment
) -> None:
    deathbed = Deathbed(tmp_path / "points", point, moment)
    async with phone_scene(new_scene, deathbed=deathbed, person=RINGS) as phone:
        await phone.dial()
        await phone.phone_is("ringing")
        await phone.cancel()
        await returns(phone)
        await phone.is_over("cancelled")
        await phone.hang_up()


@fault(
    10,
    done="the caller hangs up while a phone rings, and while three talk, and the API is killed"
    " before the phone is hung up",
    seen="the phone is hung up, and every connection ends: `caller_left`",
)
@pytest.mark.parametrize("state", ["offered", "introducing"])
async def test_the_caller_hangs_up(new_scene: NewScene, tmp_path: Path, state: str) -> None:
    steps = 3 if state == "offered" else 5
    deathbed = Deathbed(tmp_path / "points", f"{steps} transfer.caller_left: hang_up")
    person = RINGS if state == "offered" else {}
    async with phone_scene(new_scene, deathbed=deathbed, person=person) as phone:
        await phone.dial()
        if state == "introducing":
            await phone.presses()
            await phone.all_three_talk()
        else:
            await phone.phone_is("ringing")
        call = await phone.rung()
        assert not call.over
        leaving = asyncio.create_task(phone.scene.hang_up())
        await returns(phone)
        await leaving
        assert (await phone.scene.ended(phone.scene.ana))["outcome"] == "caller_left"
        await phone.nothing_rings()
