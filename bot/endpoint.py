"""Actions run here, in this process and on the caller's asyncio task, so they see the caller's ContextVars."""

import importlib
import json
import pkgutil
from functools import cache
from types import ModuleType
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it has none
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Action, utils
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection

from bot.failure import BotFailure


class InProcessActions(EndpointConfig):  # type: ignore[misc]  # Rasa has no types
    """Stands where Rasa expects the address of an action server. What goes in and out is copied, as JSON."""

    def __init__(self, package: str, domain: Domain) -> None:
        """Raises BotFailure when the domain names an action that the package doesn't have."""
        super().__init__(url="http://in-process.invalid", enable_selective_domain=True)
        self._executor = _executor(package)
        known = {key: domain.as_dict().get(key, {}) for key in ("forms", "slots")}
        responses = {name: _buttons(name, variations) for name, variations in domain.responses.items()}
        self._domain = json.dumps(known | {"responses": responses})
        missing = sorted(_remote(domain) - set(self._executor.actions))
        if missing:
            raise BotFailure(f"the domain names actions that package {package!r} lacks: {', '.join(missing)}")

    async def request(self, method: str = "post", **kwargs: Any) -> Any:
        call = json.loads(json.dumps(kwargs["json"]))
        call["domain"] = json.loads(self._domain)
        try:
            result = await self._executor.run(call)
        except SdkRejection as rejection:
            raise ActionExecutionRejection(rejection.action_name) from rejection
        assert result is not None  # only a call without an action's name has none
        return json.loads(json.dumps({"events": result.events, "responses": result.responses}))


def _buttons(name: str, variations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All that actions learn of a response beside its name, since each gets it: what a question's buttons stand for."""
    buttons = next((one["buttons"] for one in variations if one.get("buttons")), None)
    payloads = [{"payload": button["payload"]} for button in buttons or ()]
    return [{"buttons": payloads}] if payloads and name.startswith("utter_ask_") else []


def _executor(package: str) -> ActionExecutor:
    executor = ActionExecutor()
    module = importlib.import_module(package)
    names = {package, *_submodules(module)}
    for action in utils.all_subclasses(Action):
        if action.__module__ in names:
            executor.register_action(action)
    return executor


def _submodules(package: ModuleType) -> list[str]:
    path = getattr(package, "__path__", [])
    names = [name for _, name, _ in pkgutil.walk_packages(path, f"{package.__name__}.")]
    for name in names:
        importlib.import_module(name)
    return names


def _remote(domain: Domain) -> set[str]:
    local = set(domain.responses) | set(domain.form_names)
    return {name for name in domain.user_actions if name not in local}


@cache
def _validators() -> dict[str, jsonschema.Draft7Validator]:
    """By the kind of event, so that each is held against its own schema and not against all 23."""
    schemas = RemoteAction.action_response_format_spec()["properties"]["events"]["items"]["oneOf"]
    return {schema["properties"]["event"]["const"]: jsonschema.Draft7Validator(schema) for schema in schemas}


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    for event in result["events"]:
        validator = _validators().get(event.get("event"))
        if validator is None or not validator.is_valid(event):
            raise BotFailure(f"{self.name()} returned what is no event of Rasa's")
    return True


RemoteAction._validate_action_result = _validate_action_result
