"""Approved templates: what may be said when the 24-hour window is shut."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from handoff.consents import has_agreed
from handoff.desk.guarding import ConfidentialReply, check_words
from handoff.desk.locking import held
from handoff.desk.reading import mark_all_read
from handoff.desk.sending_files import kept_file
from handoff.errors import HandoffError, NotFound
from handoff.models import Author, Conversation, Message, Template, User
from handoff.sending import send
from handoff.whatsapp.files import OutgoingFile, Unfit, UnfitFile
from handoff.whatsapp.outbound import FORBIDDEN_SPACE
from handoff.whatsapp.templates import NEVER_BY_HAND, TemplateText, read_template


class ConsentMissing(HandoffError):
    """Advertising goes only to who has agreed to it (contract, §12)."""


class UnfitValues(HandoffError):
    """`problems`: what is wrong by the field's key: missing, space or long; picture where there is none."""

    def __init__(self, problems: dict[str, str]):
        super().__init__("the template's places are not filled as they must be")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class ApprovedTemplate:
    id: UUID
    text: TemplateText


async def approved_templates(session: AsyncSession, conversation: Conversation) -> list[ApprovedTemplate]:
    """Of the number's business account, those in the chat's language first."""
    rows = await session.scalars(_approved(conversation))
    found = [_read(row) for row in rows]
    return sorted(found, key=lambda one: (one.text.language[:2] != conversation.language, one.text.name))


async def approved_template(session: AsyncSession, conversation: Conversation, template_id: UUID) -> ApprovedTemplate:
    """Raises NotFound."""
    row = await session.scalar(_approved(conversation).where(Template.id == template_id))
    if row is None:
        raise NotFound("no such template")
    return _read(row)


async def send_template(
    session: AsyncSession,
    conversation_id: UUID,
    template_id: UUID,
    *,
    user: User,
    values: dict[str, str],
    client_key: UUID,
    now: datetime,
    picture: OutgoingFile | None = None,
) -> int:
    """Sends it once for each `client_key`, and returns the message's id. `values` by the fields' keys. `picture`: for
    the header of a template that has one; others leave it out.

    Raises NotFound, ConversationMoved, ConsentMissing, UnfitValues, UnfitFile and ConfidentialReply.
    """
    conversation = await held(session, conversation_id, user=user)
    sent = select(Message.id).where(Message.client_key == client_key, Message.conversation_id == conversation_id)
    if (message_id := await session.scalar(sent)) is not None:
        return message_id
    template = (await approved_template(session, conversation, template_id)).text
    if template.needs_file:
        raise NotFound("this template is not for people to send")
    if template.is_marketing and not await has_agreed(session, conversation.customer_id):
        raise ConsentMissing()
    _check_values(template, values, picture)
    message = template.filled(values)
    for words in (message.reads, " ".join(text for _, text in message.links)):
        checked = await check_words(session, conversation, words, now=now)
        if checked.finds:
            raise ConfidentialReply(checked)
    message_id = await send(
        session, conversation, message, author=Author.AGENT, now=now, user_id=user.id, client_key=client_key
    )
    if template.takes_picture and picture is not None:
        session.add(kept_file(conversation, message_id, picture))
    await mark_all_read(session, conversation)
    return message_id


def _approved(conversation: Conversation) -> Select[Template]:
    return (
        select(Template)
        .where(Template.business_account_id == func.desk_account(conversation.number_id), Template.status == "APPROVED")
        .where(Template.category != NEVER_BY_HAND)
    )


def _read(row: Template) -> ApprovedTemplate:
    return ApprovedTemplate(row.id, read_template(row.name, row.language, row.category, row.components))


# The body's limit is Meta's for the whole; a single place that is longer than this was meant for something else.
LONGEST_VALUE = 512


# The field of the picture, beside those of the places.
PICTURE = "picture"


def _check_values(template: TemplateText, values: dict[str, str], picture: OutgoingFile | None) -> None:
    problems: dict[str, str] = {}
    if template.takes_picture and picture is None:
        problems[PICTURE] = "picture"
    if template.takes_picture and picture is not None and picture.kind != "image":
        raise UnfitFile(Unfit.PICTURE_TYPE)
    for field in template.fields:
        value = values.get(field.key, "")
        if not value:
            problems[field.key] = "missing"
        elif len(value) > LONGEST_VALUE:
            problems[field.key] = "long"
        elif FORBIDDEN_SPACE.search(value):
            problems[field.key] = "space"
    if problems:
        raise UnfitValues(problems)
