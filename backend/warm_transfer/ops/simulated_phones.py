"""The phone simulator beside the product, and what makes the product use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from warm_transfer.config import Settings
from warm_transfer.ops.addresses import base_url
from warm_transfer.ops.child import ChildSpec
from warm_transfer.ops.parts import answers, environment, ours
from warm_transfer.ops.ports import Port
from warm_transfer.stop_budget import PHONE_SIMULATOR_STOPS_WITHIN_S

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class SimulatedPhones:
    """`environment` is for every part, the simulator too: it reads its account there."""

    port: int
    environment: Mapping[str, str]

    @classmethod
    def beside(cls, settings: Settings, account_sid: str, auth_token: str, number: str) -> Self:
        """With the account of the settings where one is set, else with the one given.

        Whatever the account, it is the simulator that is asked: nobody is rung by mistake.
        """
        port = settings.phone_simulator_port
        token = settings.twilio_auth_token
        return cls(
            port,
            {
                "TWILIO_API_URL": f"http://{HOST}:{port}",
                "TWILIO_ACCOUNT_SID": settings.twilio_account_sid or account_sid,
                "TWILIO_AUTH_TOKEN": token.get_secret_value() if token else auth_token,
                "TWILIO_PHONE_NUMBER": settings.twilio_phone_number or number,
                "PUBLIC_URL": base_url(settings),
            },
        )

    @property
    def page_url(self) -> str:
        return f"http://localhost:{self.port}/"

    @property
    def tcp_port(self) -> Port:
        return Port(self.port, "tcp", "PHONE_SIMULATOR_PORT", "phone simulator")

    def child(self, settings: Settings) -> ChildSpec:
        return ChildSpec(
            name="phone-simulator",
            title="phone simulator",
            command=(*ours("phone-simulator"), "--host", HOST, "--port", str(self.port)),
            ready=answers(f"http://{HOST}:{self.port}/"),
            env=environment(settings),
            stops_within_s=PHONE_SIMULATOR_STOPS_WITHIN_S,
        )
