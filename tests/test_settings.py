"""Settings come from the environment, secrets also from files, and demo values never serve a real customer."""

import pytest

from handoff.errors import SettingsError
from handoff.settings import Settings, check_for_service, read_settings


@pytest.fixture(autouse=True)
def production(monkeypatch):
    """A complete environment of a real service."""
    for name in ("SCHALTER_DEMO", "SCHALTER_PORT", "SCHALTER_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "DATABASE_URL": "postgresql://db/schalter",
        "REDIS_URL": "redis://redis",
        "WHATSAPP_GRAPH_URL": "https://graph.facebook.com",
        "WHATSAPP_APP_SECRET": "a real one",
        "WHATSAPP_VERIFY_TOKEN": "another",
        "WHATSAPP_ACCESS_TOKEN": "a third",
        "SCHALTER_SECRET_KEY": "a long and random one, longer than it seems",
        "SCHALTER_PUBLIC_URL": "https://bank.example",
    }.items():
        monkeypatch.setenv(name, value)


def test_a_complete_environment_may_serve():
    check_for_service(Settings())


@pytest.mark.parametrize(
    "name",
    ["DATABASE_URL", "REDIS_URL", "WHATSAPP_GRAPH_URL"]
    + ["WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "WHATSAPP_ACCESS_TOKEN", "SCHALTER_SECRET_KEY"]
    + ["SCHALTER_PUBLIC_URL"],
)
def test_what_is_missing_is_named(monkeypatch, name):
    monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match=name):
        check_for_service(Settings())


def test_every_demo_secret_is_named(monkeypatch):
    monkeypatch.setenv("WHATSAPP_APP_SECRET", "demo_app_secret_0001")
    monkeypatch.setenv("SCHALTER_SECRET_KEY", "demo_secret_key")
    with pytest.raises(SettingsError, match=r"WHATSAPP_APP_SECRET, SCHALTER_SECRET_KEY"):
        check_for_service(Settings())


def test_demo_mode_takes_demo_secrets(monkeypatch):
    monkeypatch.setenv("SCHALTER_DEMO", "true")
    monkeypatch.delenv("WHATSAPP_APP_SECRET")
    check_for_service(Settings())


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    file = tmp_path / "secret"
    file.write_text("from a file\n")
    monkeypatch.setenv("WHATSAPP_APP_SECRET_FILE", str(file))
    assert Settings().whatsapp_app_secret.get_secret_value() == "from a file"


def test_a_secrets_file_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("WHATSAPP_APP_SECRET_FILE", "/nowhere/secret")
    with pytest.raises(SettingsError, match="WHATSAPP_APP_SECRET_FILE names /nowhere/secret"):
        Settings()


def test_secrets_are_not_shown():
    assert "a real one" not in repr(Settings())


def test_foreign_variables_with_short_names_are_not_ours(monkeypatch):
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("HOME", "/somewhere")
    settings = Settings()
    assert (settings.port, str(settings.home)) == (8000, ".schalter")


@pytest.mark.parametrize("name", ["SCHALTER_PORT", "SCHALTER_PROXIES"])
def test_what_can_not_be_understood_is_named_without_its_value(monkeypatch, name):
    monkeypatch.setenv(name, "many")
    with pytest.raises(SettingsError, match=name) as raised:
        read_settings()
    assert "many" not in str(raised.value)


def test_a_short_secret_key_is_no_secret(monkeypatch):
    monkeypatch.setenv("SCHALTER_SECRET_KEY", "short")
    with pytest.raises(SettingsError, match="SCHALTER_SECRET_KEY"):
        check_for_service(Settings())
