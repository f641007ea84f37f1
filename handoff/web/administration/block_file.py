"""A file that goes out with a text block: a picture or a PDF, by its content, whatever its name says."""

from sanic import Request

from handoff.institutions.text_blocks import BlockFile
from handoff.web.chats.media import sniff
from handoff.web.forms import Problem

LARGEST = 5 * 1024 * 1024
# With its other fields. A little more than the file may have, so that one that is too large is told so on the page.
LARGEST_FORM = LARGEST + 3 * 1024 * 1024
PDF = "application/pdf"
# What WhatsApp takes and everybody can open.
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", PDF: "pdf"}


def read_file(request: Request, name: str) -> tuple[BlockFile | None, Problem | None]:
    """The file that was sent, or what is wrong with it; both None if none was."""
    sent = request.files.get(name) if request.files else None
    if sent is None or not sent.body:
        return None, None
    kind = PDF if sent.body.startswith(b"%PDF-") else sniff(sent.body)
    if kind not in ENDINGS:
        return None, Problem("no_picture_or_pdf")
    if len(sent.body) > LARGEST:
        return None, Problem("file_too_large")
    return BlockFile(_named(sent.name or "", ENDINGS[kind]), kind, sent.body), None


def _named(name: str, ending: str) -> str:
    """Without what no file may be called, and with the ending that its content has."""
    kept = "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in name)
    stem = kept.strip(". ").rpartition(".")[0] or kept.strip(". ") or "datei"
    return f"{stem[:80]}.{ending}"
