"""What a form brings, and what is wrong with it, field by field."""

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from sanic import Request
from sanic.request import File


class Form(BaseModel):
    """Base of a form's shape. A field's validator raises PydanticCustomError with the key of the words for it."""

    model_config = ConfigDict(extra="ignore", frozen=True, str_strip_whitespace=True)


F = TypeVar("F", bound=Form)


@dataclass(frozen=True, slots=True)
class Problem:
    """`key`: of the words under `form.problem`, which `values` fill."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled(Generic[F]):
    """`given`: as it was typed, to be shown again. `form` is None exactly if there are `problems`, by field's name."""

    given: dict[str, Any]
    form: F | None
    problems: dict[str, Problem]


def field_of(request: Request, name: str) -> str:
    """Empty if it isn't there. Without NUL, which PostgreSQL's texts can't hold."""
    return _clean(request.form.get(name) or "") if request.form else ""


def number_of(request: Request, name: str) -> int | None:
    """A row's id; None if there is no such number."""
    text = field_of(request, name)
    return int(text) if text.isdecimal() and len(text) < 19 else None


def key_of(request: Request) -> UUID:
    """The form's own, by which one that comes twice is known; one that has none is new each time."""
    try:
        return UUID(field_of(request, "client_key"))
    except ValueError:
        return uuid4()


def fields_of(request: Request, name: str) -> list[str]:
    """All that were sent under this name, as by check boxes."""
    return [_clean(value) for value in request.form.getlist(name) or []] if request.form else []


def uploads_of(request: Request, name: str) -> list[File]:
    """The files that were chosen under this name; browsers send an empty one where none was."""
    sent = request.files.getlist(name) or [] if request.files else []
    return [upload for upload in sent if upload.name or upload.body]


def read_form(request: Request, shape: type[F]) -> Filled[F]:
    """A field of a list's type takes all that were sent under its name; a check box that isn't ticked sends nothing."""
    given: dict[str, Any] = {}
    for name, info in shape.model_fields.items():
        many = getattr(info.annotation, "__origin__", None) in (list, tuple, frozenset)
        given[name] = fields_of(request, name) if many else field_of(request, name)
    try:
        return Filled(given, shape.model_validate({name: value for name, value in given.items() if value != ""}), {})
    except ValidationError as error:
        problems: dict[str, Problem] = {}
        for one in error.errors(include_input=False, include_url=False):
            problems.setdefault(str(one["loc"][0]) if one["loc"] else "", Problem(one["type"], one.get("ctx") or {}))
        return Filled(given, None, problems)


def refused(filled: Filled[F], **problems: str | Problem) -> Filled[F]:
    """The same form with what only the database knew to be wrong: the key of the words by field."""
    told = {name: Problem(one) if isinstance(one, str) else one for name, one in problems.items()}
    return Filled(filled.given, None, filled.problems | told)


def _clean(value: Any) -> str:
    return str(value).replace("\x00", "")
