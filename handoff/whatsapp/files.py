"""Which files WhatsApp takes from us (contract, §8): told by their bytes, never by name or what a browser claims."""

import io
import re
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

import filetype

from handoff.errors import HandoffError

MEGABYTE = 1024 * 1024
LARGEST_PICTURE = 5 * MEGABYTE
# WhatsApp takes documents up to 100 MB; what a bank sends in a chat is far smaller, and we keep it in the database.
LARGEST_DOCUMENT = 16 * MEGABYTE
# A form with a file: what is somewhat too large is told so on the page, what is far too large is not read.
LARGEST_UPLOAD = LARGEST_DOCUMENT + MEGABYTE
LONGEST_NAME = 240

OFFICE = "application/vnd.openxmlformats-officedocument."
PICTURES = {"image/jpeg": ".jpg", "image/png": ".png"}
DOCUMENTS = {
    "application/pdf": ".pdf",
    f"{OFFICE}wordprocessingml.document": ".docx",
    f"{OFFICE}spreadsheetml.sheet": ".xlsx",
    f"{OFFICE}presentationml.presentation": ".pptx",
    "text/plain": ".txt",
}
ALSO_NAMED = {".jpeg": ".jpg", ".jpe": ".jpg", ".jfif": ".jpg", ".text": ".txt", ".log": ".txt", ".csv": ".txt"}
TYPES = {**PICTURES, **DOCUMENTS}

# Characters that turn text around can make "exe.pdf" of "fdp.exe"; the rest means something to a file system.
UNFIT = re.compile('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff/\\\\:*?"<>|]+')
MARKUP = re.compile(rb"\s*<[!?a-zA-Z]")


class Unfit(StrEnum):
    EMPTY = "empty"
    TYPE = "type"
    PICTURE_TYPE = "picture_type"
    MACROS = "macros"
    NAME = "name"
    PICTURE_SIZE = "picture_size"
    SIZE = "size"


class UnfitFile(HandoffError):
    """WhatsApp, or we, don't take this file; `why` names the words for it."""

    def __init__(self, why: Unfit):
        super().__init__(f"the file is not sent: {why.value}")
        self.why = why


@dataclass(frozen=True, slots=True)
class OutgoingFile:
    """`kind`: Meta's type of message for it, image or document. `name` is clean and ends as its type does."""

    kind: str
    mime_type: str
    name: str
    content: bytes


def outgoing_file(name: str, content: bytes) -> OutgoingFile:
    """Raises UnfitFile."""
    if not content:
        raise UnfitFile(Unfit.EMPTY)
    if len(content) > LARGEST_DOCUMENT:
        raise UnfitFile(Unfit.SIZE)
    mime_type = type_of(content)
    if mime_type not in TYPES:
        raise UnfitFile(Unfit.PICTURE_TYPE if (mime_type or "").startswith("image/") else Unfit.TYPE)
    if mime_type in PICTURES and len(content) > LARGEST_PICTURE:
        raise UnfitFile(Unfit.PICTURE_SIZE)
    kind = "image" if mime_type in PICTURES else "document"
    return OutgoingFile(kind, mime_type, _name(name, TYPES[mime_type]), content)


def type_of(content: bytes) -> str | None:
    """The MIME type that the bytes show; None for what no rule knows. Raises UnfitFile for documents with macros."""
    found = filetype.guess(content)
    if found is None:
        return "text/plain" if _is_text(content) else None
    if found.mime == "application/zip" or found.mime.startswith(OFFICE):
        return _office_type(content)
    return str(found.mime)


def clean_name(name: str) -> str:
    """Without folders, and without what a file system, a header or a reader's eye could take for something else."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return " ".join(UNFIT.sub(" ", last).split()).strip(". ")


def _name(name: str, ending: str) -> str:
    """A name that says it is something else is a mistake or a lie; one that says nothing gets its ending."""
    cleaned = clean_name(name)
    stem, dot, claimed = cleaned.rpartition(".")
    claimed = f".{claimed.lower()}" if dot else ""
    if ALSO_NAMED.get(claimed, claimed) == ending:
        return f"{stem[: LONGEST_NAME - len(claimed)]}{claimed}"
    if claimed in _ENDINGS:
        raise UnfitFile(Unfit.NAME)
    return f"{cleaned[: LONGEST_NAME - len(ending)] or 'datei'}{ending}"


# Endings that promise a type: with another one inside, the file is not what it says.
_ENDINGS = frozenset(
    ".jpg .jpeg .jpe .jfif .png .gif .webp .svg .pdf .doc .docx .docm .xls .xlsx .xlsm .ppt .pptx .pptm .txt .html "
    ".htm .xhtml .xml .js .exe .bat .cmd .com .scr .msi .ps1 .vbs .sh .jar .apk .zip .rar .7z .iso "
    ".lnk .mp3 .mp4".split()
)


def _is_text(content: bytes) -> bool:
    """UTF-8 without control characters, and no markup: a browser would run that."""
    if MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\n\r\f" or letter.isspace() for letter in text)


def _office_type(content: bytes) -> str | None:
    """By what is inside, since all of them are zip files. Old and new macros may harm who opens them."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnfitFile(Unfit.MACROS)
    if "[content_types].xml" not in names:
        return "application/zip"
    parts = {"word/document.xml": 0, "xl/workbook.xml": 1, "ppt/presentation.xml": 2}
    office = [mime for mime in DOCUMENTS if mime.startswith(OFFICE)]
    return next((office[place] for part, place in parts.items() if part in names), "application/zip")
