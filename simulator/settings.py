"""What the simulator is told at start, read once from the environment."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any


class WrongSetting(ValueError):
    """An environment variable is missing or cannot be understood; the message says which and how to mend it."""


@dataclass(frozen=True, slots=True)
class BusinessNumber:
    """A number an institution is reached under. ``display`` has digits only, as Meta sends it in ``metadata``."""

    phone_number_id: str
    display: str
    waba_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Settings:
    webhook_url: str
    app_secret: str
    access_token: str
    numbers: tuple[BusinessNumber, ...]
    host: str = "127.0.0.1"
    port: int = 8099
    url: str = "http://127.0.0.1:8099"
    seed: str = ""
    home: Path | None = None
    clock: Path | None = None
    limits: bool = True


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises WrongSetting. SIMULATOR_URL is how others reach it, for the addresses of media, if not by host and port.

    Without SIMULATOR_SEED every start draws its own, so ids never repeat after a restart.
    """
    host, port = environment.get("SIMULATOR_HOST") or "127.0.0.1", _port(environment.get("SIMULATOR_PORT") or "8099")
    return Settings(
        webhook_url=_required(environment, "SIMULATOR_WEBHOOK_URL"),
        app_secret=_required(environment, "SIMULATOR_APP_SECRET"),
        access_token=_required(environment, "SIMULATOR_ACCESS_TOKEN"),
        numbers=_numbers(_required(environment, "SIMULATOR_NUMBERS")),
        host=host,
        port=port,
        url=(environment.get("SIMULATOR_URL") or f"http://{host}:{port}").rstrip("/"),
        seed=environment.get("SIMULATOR_SEED") or token_hex(8),
        home=_path(environment.get("SIMULATOR_HOME")),
        clock=_path(environment.get("SCHALTER_CLOCK")),
        limits=_switch(environment.get("SIMULATOR_LIMITS") or "on"),
    )


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise WrongSetting(f"{name} is not set: export it before starting the simulator.")
    return value


def _numbers(text: str) -> tuple[BusinessNumber, ...]:
    try:
        numbers = tuple(_number(entry) for entry in json.loads(text))
    except (ValueError, TypeError, KeyError) as error:
        raise WrongSetting(
            'SIMULATOR_NUMBERS must be a JSON list of {"phone_number_id", "display_phone_number", "waba_id", "name"}.'
        ) from error
    if not numbers:
        raise WrongSetting("SIMULATOR_NUMBERS is an empty list: name at least one number.")
    return numbers


def _number(entry: dict[str, Any]) -> BusinessNumber:
    return BusinessNumber(
        phone_number_id=str(entry["phone_number_id"]),
        display="".join(filter(str.isdigit, str(entry["display_phone_number"]))),
        waba_id=str(entry["waba_id"]),
        name=str(entry["name"]),
    )


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise WrongSetting("SIMULATOR_PORT must be a port number between 1 and 65535.")
    return int(text)


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _switch(text: str) -> bool:
    if text not in ("on", "off"):
        raise WrongSetting("SIMULATOR_LIMITS must be on or off.")
    return text == "on"
