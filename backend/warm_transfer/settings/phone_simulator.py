"""Where the stand-in for Twilio listens."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings


class PhoneSimulatorSettings(BaseSettings):
    phone_simulator_port: int = Field(8092, ge=1, le=65535)
