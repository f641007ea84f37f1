"""A file that goes out with a text block: of what may be sent in a chat, what everybody can open."""

from sanic import Request

from handoff.web.forms import Problem, uploads_of
from handoff.whatsapp.files import MEGABYTE, PICTURES, OutgoingFile, Unfit, UnfitFile, outgoing_file

LARGEST = 5 * MEGABYTE
# With its other fields. A little more than the file may have, so that one that is too large is told so on the page.
LARGEST_FORM = LARGEST + 3 * MEGABYTE
TAKEN = {*PICTURES, "application/pdf"}
PROBLEMS = {
    Unfit.NAME: "file_misnamed",
    Unfit.EMPTY: "file_empty",
    Unfit.SIZE: "file_too_large",
    Unfit.PICTURE_SIZE: "file_too_large",
}


def read_file(request: Request, name: str) -> tuple[OutgoingFile | None, Problem | None]:
    """The file that was sent, or what is wrong with it; both None if none was."""
    uploads = uploads_of(request, name)
    if not uploads:
        return None, None
    try:
        file = outgoing_file(uploads[0].name, uploads[0].body)
    except UnfitFile as unfit:
        return None, Problem(PROBLEMS.get(unfit.why, "no_picture_or_pdf"))
    if file.mime_type not in TAKEN:
        return None, Problem("no_picture_or_pdf")
    if len(file.content) > LARGEST:
        return None, Problem("file_too_large")
    return file, None
