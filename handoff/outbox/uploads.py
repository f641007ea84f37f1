"""Gives WhatsApp the file of a message before the message itself goes out."""

from dataclasses import replace

from sqlalchemy import text

from handoff.database import Sessions, execute_alone
from handoff.failpoints import failpoint
from handoff.outbox.letters import Letter
from handoff.whatsapp.client import CloudApi
from handoff.whatsapp.outbound import FileMessage, Outbound, TemplateMessage

FILE = text("SELECT mime_type, file_name, content FROM media WHERE id = :id")
UPLOADED = text("UPDATE media SET media_id = :media_id WHERE id = :id")


async def with_file(letter: Letter, *, sessions: Sessions, api: CloudApi) -> Outbound:
    """What the letter says, with Meta's id of its file if it has one. Raises ChannelError.

    Uploaded twice it would do no harm; its id is written down before the message is sent, so that the sweep can tell
    which messages can't have gone out yet.
    """
    if letter.upload is None or not isinstance(letter.outbound, FileMessage | TemplateMessage):
        return letter.outbound
    (file,) = await execute_alone(sessions, FILE, {"id": letter.upload})
    media_id = await api.upload(
        file.content,
        mime_type=file.mime_type,
        name=file.file_name,
        number=letter.phone_number_id,
        token=letter.token,
    )
    failpoint("outbox.uploaded")
    await execute_alone(sessions, UPLOADED, {"id": letter.upload, "media_id": media_id})
    if isinstance(letter.outbound, TemplateMessage):
        return replace(letter.outbound, picture_id=media_id)
    return replace(letter.outbound, media_id=media_id)
