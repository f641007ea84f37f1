"""The settings: from the environment, each secret also from a file named by `…_FILE`."""

import os
from pathlib import Path
from typing import Any

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from handoff.errors import SettingsError

# Where data/, domain.yml and config.yml lie.
ROOT = Path(__file__).resolve().parent.parent
DEMO_PREFIX = "demo_"
SHORTEST_KEY = 32
ADDRESSES = ("database_url", "redis_url", "whatsapp_graph_url")
SECRETS = ("whatsapp_app_secret", "whatsapp_verify_token", "whatsapp_access_token", "secret_key")


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    port: int = Field(8000, validation_alias="SCHALTER_PORT", ge=1, le=65535)
    home: Path = Field(Path(".schalter"), validation_alias="SCHALTER_HOME")
    demo: bool = Field(False, validation_alias="SCHALTER_DEMO")
    metrics_port: int | None = Field(None, validation_alias="SCHALTER_METRICS_PORT", ge=1, le=65535)
    metrics_host: str = Field("127.0.0.1", validation_alias="SCHALTER_METRICS_HOST")
    proxies: int = Field(0, validation_alias="SCHALTER_PROXIES", ge=0)
    public_url: str = Field("", validation_alias="SCHALTER_PUBLIC_URL")
    demo_password: SecretStr = Field(SecretStr("schalter-demo"), validation_alias="SCHALTER_DEMO_PASSWORD")
    secret_key: SecretStr = Field(SecretStr("demo_secret_key"), validation_alias="SCHALTER_SECRET_KEY")

    database_url: str | None = Field(None, validation_alias="DATABASE_URL")
    redis_url: str | None = Field(None, validation_alias="REDIS_URL")

    whatsapp_graph_url: str | None = Field(None, validation_alias="WHATSAPP_GRAPH_URL")
    whatsapp_app_secret: SecretStr = Field(SecretStr("demo_app_secret_0001"), validation_alias="WHATSAPP_APP_SECRET")
    whatsapp_verify_token: SecretStr = Field(SecretStr("demo_verify_token"), validation_alias="WHATSAPP_VERIFY_TOKEN")
    whatsapp_access_token: SecretStr = Field(SecretStr("demo_access_token"), validation_alias="WHATSAPP_ACCESS_TOKEN")
    whatsapp_phone_number_id: str = Field("200000000000001", validation_alias="WHATSAPP_PHONE_NUMBER_ID")
    whatsapp_business_account_id: str = Field(
        "300000000000001", validation_alias=AliasChoices("WHATSAPP_BUSINESS_ACCOUNT_ID", "whatsapp_business_account_id")
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, _FileSource(settings_cls), env_settings

    @property
    def base_url(self) -> str:
        """Where customers' and agents' browsers reach us, without a slash at the end."""
        return (self.public_url or f"http://127.0.0.1:{self.port}").rstrip("/")


class _FileSource(PydanticBaseSettingsSource):
    """`WHATSAPP_APP_SECRET_FILE=/run/secrets/x` gives WHATSAPP_APP_SECRET, as container platforms hand out secrets."""

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, field in self.settings_cls.model_fields.items():
            variable = _variable(name, field.validation_alias)
            path = os.environ.get(f"{variable}_FILE")
            if path is None:
                continue
            try:
                found[variable] = Path(path).read_text().strip()
            except OSError as error:
                raise SettingsError(f"{variable}_FILE names {path}, which can't be read: {error.strerror}") from error
        return found


def _variable(name: str, alias: Any) -> str:
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return str(alias or name.upper())


def read_settings() -> Settings:
    """From the environment. Raises SettingsError, naming each variable that can't be understood, but no value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{one['loc'][0]}: {one['type'].replace('_', ' ')}" for one in error.errors())
        raise SettingsError(f"The environment can't be understood: {wrong}.") from None


def check_for_service(settings: Settings) -> None:
    """Refuses to start outside demo mode on a missing or demo secret; the sentence names each."""
    wrong = [name for name in ADDRESSES if not getattr(settings, name)]
    if not settings.demo:
        wrong += [name for name in SECRETS if _is_weak(settings, name)]
        wrong += [] if settings.public_url.startswith("https://") else ["public_url"]
    if wrong:
        raise SettingsError(
            "Schalter does not start: "
            + ", ".join(_variable(name, Settings.model_fields[name].validation_alias) for name in wrong)
            + " must be set to real values (each secret also as …_FILE; SCHALTER_PUBLIC_URL begins with https://, "
            f"SCHALTER_SECRET_KEY has at least {SHORTEST_KEY} characters). For a demonstration use `make run`."
        )


def check_secret_key(settings: Settings) -> None:
    """What is sealed with a demo key, the service could not read. Raises SettingsError."""
    if not settings.demo and _is_weak(settings, "secret_key"):
        raise SettingsError(f"SCHALTER_SECRET_KEY must be the service's own, of at least {SHORTEST_KEY} characters.")


def _is_weak(settings: Settings, name: str) -> bool:
    value = getattr(settings, name).get_secret_value()
    return not value or value.startswith(DEMO_PREFIX) or (name == "secret_key" and len(value) < SHORTEST_KEY)
