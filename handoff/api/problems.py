"""What went wrong, as programs read it (RFC 9457). Nothing of what was sent is told back: it may be what isn't kept."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sanic.response import HTTPResponse

from handoff.errors import HandoffError
from handoff.records.entry import names_account_data

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """`key`: the problem's place on the page that describes the interface."""

    key: str
    status: int
    title: str
    detail: str


MALFORMED = Kind("malformed", 400, "Malformed request", "The body is no JSON document that can be read.")
UNAUTHORIZED = Kind(
    "unauthorized",
    401,
    "No valid token",
    "Send a token of this institution as “Authorization: Bearer …”. Tokens are made in the administration of Schalter.",
)
NOT_FOUND = Kind("not-found", 404, "Not found", "There is no such record, or no such address.")
TOO_LARGE = Kind("too-large", 413, "Too large", "The body may have at most 2 MB. Send the records in several parts.")
NO_JSON = Kind("no-json", 415, "Not JSON", "Send the body as application/json.")
INVALID = Kind("invalid", 422, "Invalid record", "Nothing was stored. “errors” says what is wrong, and where.")
TOO_MANY = Kind("too-many", 429, "Too many attempts", "Too many requests came without a valid token. Wait a while.")
FAILED = Kind("failed", 500, "Failed", "Something went wrong here. Nothing was stored. Try again.")
AWAY = Kind("away", 503, "Unavailable", "The database is away for the moment. Nothing was stored. Try again.")
KINDS = (MALFORMED, UNAUTHORIZED, NOT_FOUND, TOO_LARGE, NO_JSON, INVALID, TOO_MANY, FAILED, AWAY)

# By pydantic's type of the error, which `ctx` fills.
SENTENCES = {
    "missing": "This field is missing.",
    "string_type": "This must be a string.",
    "string_too_short": "This must not be empty.",
    "string_too_long": "This is too long: at most {max_length} characters.",
    "string_unicode": "This holds characters that can't be stored.",
    "string_pattern_mismatch": "This is no customer number: 4 to 14 digits, capital letters and hyphens, the last three"
    " of them digits.",
    "literal_error": "This must be one of {expected}.",
    "control": "This holds a line break or another sign that can't be seen.",
    "account_value": "This looks like a bank or card number, which Schalter never keeps. Leave it out.",
    "list_type": "This must be a list.",
    "too_short": "This must have at least {min_length}.",
    "too_long": "This may have at most {max_length}.",
    "model_type": "This must be an object.",
    "twice": "This customer number is there twice.",
    "advisor": "Schalter knows no such advisor: name the short name or the e-mail of the log-in.",
}
ACCOUNT_FIELD = "This looks like account data, which Schalter never keeps. Leave the field out."
UNKNOWN_FIELD = "There is no such field."


@dataclass(frozen=True, slots=True)
class Fault:
    """`pointer`: where in the body it is (RFC 6901), or the parameter's name before a “:”."""

    pointer: str
    detail: str


class Problem(HandoffError):
    def __init__(self, kind: Kind, faults: Sequence[Fault] = ()):
        super().__init__(kind.key)
        self.kind = kind
        self.faults = tuple(faults)


def faults_of(error: ValidationError, *, before: str = "") -> list[Fault]:
    return [_fault(one, before) for one in error.errors(include_input=False, include_url=False)]


def _fault(one: ErrorDetails, before: str) -> Fault:
    pointer = before + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')[:80]}" for part in one["loc"])
    if one["type"] == "extra_forbidden":
        return Fault(pointer, ACCOUNT_FIELD if names_account_data(str(one["loc"][-1])) else UNKNOWN_FIELD)
    sentence = SENTENCES.get(one["type"], "This can't be read.")
    return Fault(pointer, sentence.format(**(one.get("ctx") or {})))


def problem_answer(problem: Problem) -> HTTPResponse:
    kind = problem.kind
    body: dict[str, object] = {
        "type": f"/api#{kind.key}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.detail,
    }
    if problem.faults:
        body["errors"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in problem.faults]
    headers = {"Cache-Control": "no-store"}
    if kind is UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if kind in (TOO_MANY, AWAY):
        headers["Retry-After"] = "900" if kind is TOO_MANY else "10"
    return HTTPResponse(json.dumps(body), status=kind.status, headers=headers, content_type=CONTENT_TYPE)
