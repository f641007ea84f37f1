"""A customer who talks to the bot, each turn in a transaction of its own, as the inbox has it."""

from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.turn import Choice, Utterance
from handoff.catalogue import load_catalogue
from handoff.context import TurnContext, turn_context
from handoff.language import detect
from handoff.links import Links
from handoff.models import Conversation, Customer, Identifier, IdentifierKind, Institution, Number, Organisation
from handoff.settings import ROOT
from handoff.vault import Vault

ZONE = ZoneInfo("Europe/Berlin")
VAULT = Vault("a key for tests")
CATALOGUE = load_catalogue(ROOT / "data")
LINKS = Links("https://service.example", secret_key="a key for tests")


def at(text):
    """ "2026-11-25 10:00" in Berlin."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


async def institution_of(session, slug="musterstadt"):
    wanted = select(Institution).join(Organisation, Organisation.id == Institution.id).where(Organisation.slug == slug)
    return (await session.scalars(wanted)).one()


async def new_conversation(session, *, now, wa_id=None):
    institution = await institution_of(session)
    number = await session.scalar(select(Number).where(Number.institution_id == institution.id))
    customer = Customer(institution_id=institution.id, created_at=now, notice_version=institution.notice_version)
    session.add(customer)
    await session.flush()
    if wa_id:
        session.add(
            Identifier(
                institution_id=institution.id,
                customer_id=customer.id,
                kind=IdentifierKind.WA_ID,
                fingerprint=VAULT.fingerprint(wa_id),
                ciphertext=VAULT.seal(wa_id),
                seen_at=now,
            )
        )
    conversation = Conversation(
        institution_id=institution.id,
        number_id=number.id,
        customer_id=customer.id,
        opened_at=now,
        last_inbound_at=now,
        last_activity_at=now,
    )
    session.add(conversation)
    await session.flush()
    return conversation


class Talk:
    def __init__(self, bot, sessions, conversation_id, now):
        self._bot = bot
        self._sessions = sessions
        self._conversation_id = conversation_id
        self.now = now
        self.replies = ()
        self.state = None
        self.turn = None

    async def says(self, text):
        """Replies' names; the text is understood by the bot itself."""
        return await self._turn(text, None)

    async def taps(self, title):
        button = next(button for reply in self.replies for button in reply.buttons if button.title == title)
        return await self._turn(button.title, button.choice)

    async def chooses(self, intent, **entities):
        return await self._turn("", Choice(intent, entities))

    @property
    def texts(self):
        return " ".join(reply.text for reply in self.replies)

    @property
    def buttons(self):
        return [button.title for reply in self.replies for button in reply.buttons]

    @property
    def form(self):
        return self.state["form"]

    @asynccontextmanager
    async def context(self, text=""):
        async with self._sessions.begin() as session:
            conversation = await session.get_one(Conversation, self._conversation_id)
            customer = await session.get_one(Customer, conversation.customer_id)
            institution = await session.get_one(Institution, conversation.institution_id)
            yield TurnContext(session, conversation, customer, institution, VAULT, LINKS, self.now, text)

    async def _turn(self, text, choice):
        async with self.context(text) as context:
            conversation = context.conversation
            if choice is None:
                conversation.language = detect(text, current=conversation.language if self.state else None)
            utterance = Utterance(
                text=text,
                language=conversation.language,
                sender_id=str(conversation.id),
                choice=choice,
                facts={name: str(value) for name, value in context.institution.facts.items()},
            )
            with turn_context(context):
                turn = await self._bot.turn(utterance, self.state)
            conversation.language = turn.state["slots"].get("language") or conversation.language
            conversation.topic = CATALOGUE.topic_of(turn.intent) or conversation.topic
        self.state, self.replies, self.turn = turn.state, turn.replies, turn
        return [reply.name for reply in turn.replies]
