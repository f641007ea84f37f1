"""The forms about a person, and what may be chosen in them."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from handoff.models import CAPACITY
from handoff.people import Fault, Place
from handoff.web.forms import F, Filled, Form, Problem, refused


def printable(value: str) -> str:
    """What turns the direction of writing, or can't be seen, makes one name look like another."""
    if not value.isprintable():
        raise PydanticCustomError("unprintable", "holds what can't be seen")
    return value


def _email(value: str) -> str:
    name, _, host = value.rpartition("@")
    if not name or "." not in host.strip(".") or " " in value or not value.isprintable():
        raise PydanticCustomError("email", "no e-mail address")
    return value.lower()


def _places(values: list[str]) -> list[str]:
    try:
        return [Place.read(value).value for value in values if value]
    except ValueError as error:
        raise PydanticCustomError("place", "no such place") from error


Name = Annotated[str, Field(min_length=2, max_length=100), AfterValidator(printable)]
Email = Annotated[str, Field(max_length=320), AfterValidator(_email)]


class PlacesForm(Form):
    """Of somebody whose organisation looks after all else."""

    places: Annotated[list[str], AfterValidator(_places)] = []

    @property
    def chosen(self) -> frozenset[Place]:
        return frozenset(Place.read(value) for value in self.places)


class PersonForm(PlacesForm):
    name: Name
    email: Email
    language: Literal["de", "en"]


class ChangedForm(PersonForm):
    """`capacity`: how many chats he is given at once. `speaks`: none ticked means all."""

    capacity: Annotated[int, Field(ge=0, le=50)] = CAPACITY
    speaks: list[Literal["de", "en"]] = []


class GuestForm(PlacesForm):
    email: Email


def faulty(filled: Filled[F], fault: Fault) -> Filled[F]:
    """The form with what the use case found wrong; what concerns no field stands above it."""
    return refused(filled, **{fault.field: Problem(fault.key, fault.values)})
