"""Plays a script on a stage and compares what reached the Graph API with what was expected."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from handoff.models import (
    Appointment,
    AppointmentState,
    Callback,
    CallbackState,
    Conversation,
    Handoff,
    SignUp,
    SignUpState,
    Team,
)
from handoff.workbench.rehearsal import phone as messages
from handoff.workbench.rehearsal.graph import Arrived
from handoff.workbench.rehearsal.phone import Phone
from handoff.workbench.rehearsal.script import Bookings, BotSays, ClockAt, Script, Silence, State, Step
from handoff.workbench.rehearsal.script import Customer as CustomerSays
from handoff.workbench.rehearsal.stage import Stage

WA_ID = "4915155500001"


class Unexpected(Exception):
    """Something else came than the script says; the message says what, in the script's words."""


@dataclass(slots=True)
class Performance:
    """The dialogue as it went, line by line, for people to read. `failure`: what was wrong, if anything."""

    script: Script
    lines: list[str] = field(default_factory=list)
    failure: str | None = None


async def play(script: Script, stage: Stage) -> Performance:
    performance = Performance(script)
    actor = _Actor(stage, stage.phone(WA_ID), performance.lines)
    try:
        await actor.enter(first_contact=script.first_contact)
        for step in script.steps:
            await actor.do(step)
        actor.nothing_left()
    except Unexpected as unexpected:
        performance.failure = str(unexpected)
    return performance


class _Actor:
    def __init__(self, stage: Stage, phone: Phone, lines: list[str]):
        self._stage = stage
        self._phone = phone
        self._lines = lines
        self._heard = 0

    async def enter(self, *, first_contact: bool) -> None:
        """A customer who has been here before has read the notice; scripts say so when they are about it."""
        if first_contact:
            return
        await self._stage.arrive(self._phone, messages.text("👋"))
        await self._stage.settle()
        async with self._stage.sessions.begin() as session:
            conversation = (await session.scalars(select(Conversation))).one()
            conversation.dialogue, conversation.topic = {}, None
        self._heard = len(self._stage.graph.bubbles)

    async def do(self, step: Step) -> None:
        match step:
            case CustomerSays(said):
                self.nothing_left()
                await self._stage.arrive(self._phone, *[self._message(one) for one in said])
                await self._stage.settle()
            case BotSays():
                await self._expect(step)
            case Silence():
                self.nothing_left()
            case ClockAt(now):
                self._stage.clock.now = now.replace(tzinfo=ZoneInfo("Europe/Berlin"))
            case State(expected):
                await self._compare(expected, await self._state())
            case Bookings(expected):
                await self._compare(expected, await self._bookings())

    def nothing_left(self) -> None:
        """Every bubble must stand in the script."""
        left = self._stage.graph.bubbles[self._heard :]
        if left:
            for bubble in left:
                self._show(bubble)
            raise Unexpected("the bot said more than the script has")

    def _message(self, said: dict[str, Any]) -> dict[str, Any]:
        self._lines.append(f"customer  {' '.join(f'{key}: {value}' for key, value in said.items())}")
        if "tap" in said:
            return self._tap(str(said["tap"]))
        if "reaction" in said:
            return messages.reaction(str(said["reaction"]), to=self._stage.graph.bubbles[-1].wamid)
        if said.get("voice"):
            return messages.voice_note()
        if said.get("picture"):
            return messages.picture(said.get("caption"))
        if said.get("unknown"):
            return messages.unknown()
        return messages.text(str(said["text"]))

    def _tap(self, title: str) -> dict[str, Any]:
        """The newest button of that title, however long ago it came."""
        for bubble in reversed(self._stage.graph.bubbles):
            for button in bubble.buttons:
                if button.title == title:
                    return messages.tap(button.kind, button.id, button.title)
        raise Unexpected(f"there is no button “{title}” to tap")

    async def _expect(self, step: BotSays) -> None:
        if self._heard >= len(self._stage.graph.bubbles):
            raise Unexpected(f"the bot should have said {step.name}, but said nothing")
        bubble = self._stage.graph.bubbles[self._heard]
        self._heard += 1
        self._show(bubble)
        name = await self._stage.response_name(bubble.message_id)
        if name != step.name:
            raise Unexpected(f"expected {step.name}, but it was {name}")
        for text in step.texts:
            if text not in bubble.text:
                raise Unexpected(f"“{text}” is missing in this bubble")
        titles = tuple(button.title for button in bubble.buttons)
        if step.buttons is not None and titles != step.buttons:
            raise Unexpected(f"expected the buttons {list(step.buttons)}, but there were {list(titles)}")

    def _show(self, bubble: Arrived) -> None:
        self._lines.append(bot_line(bubble.text, [button.title for button in bubble.buttons], bubble.link))

    async def _compare(self, expected: dict[str, Any], found: dict[str, Any]) -> None:
        wrong = {key: found.get(key) for key, value in expected.items() if found.get(key) != value}
        if wrong:
            wanted = {key: expected[key] for key in wrong}
            raise Unexpected(f"expected {wanted}, but it was {wrong}")

    async def _state(self) -> dict[str, Any]:
        async with self._stage.sessions() as session:
            newest = select(Conversation).order_by(Conversation.opened_at.desc(), Conversation.owner).limit(1)
            conversation = (await session.scalars(newest)).one()
            team = await session.get(Team, conversation.team_id) if conversation.team_id else None
            reason = await session.scalar(
                select(Handoff.reason)
                .where(Handoff.conversation_id == conversation.id)
                .order_by(Handoff.at.desc())
                .limit(1)
            )
            return {
                "owner": conversation.owner.value,
                "team": team.slug if team else None,
                "reason": reason.value if reason else None,
                "topic": conversation.topic,
                "priority": conversation.priority,
                "language": conversation.language,
            }

    async def _bookings(self) -> dict[str, Any]:
        async with self._stage.sessions() as session:
            appointments = await session.scalar(
                select(func.count()).select_from(Appointment).where(Appointment.state == AppointmentState.BOOKED)
            )
            callbacks = await session.scalar(
                select(func.count()).select_from(Callback).where(Callback.state == CallbackState.OPEN)
            )
            people = {state: 0 for state in (SignUpState.COMING, SignUpState.WAITING)}
            for state, number in await session.execute(
                select(SignUp.state, func.sum(SignUp.people)).group_by(SignUp.state)
            ):
                people[state] = number
            sign_ups = {"coming": people[SignUpState.COMING], "waiting": people[SignUpState.WAITING]}
            return {"appointments": appointments, "callbacks": callbacks, "sign_ups": sign_ups}


def bot_line(body: str, titles: list[str], link: str | None) -> str:
    """A bubble as a printed dialogue has it; `titles` are its buttons'."""
    buttons = "".join(f" [{title}]" for title in titles)
    address = f" <{link}>" if link else ""
    indented = body.replace("\n", "\n          ")
    return f"bot       {indented}{buttons}{address}"
