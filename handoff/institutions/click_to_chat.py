"""The way into the chat for who stands before a poster: a link that WhatsApp opens, and its QR code."""

import io
import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

import segno
import yaml

GENERAL = "smalltalk"
# What a telephone still reads from two metres away, printed as large as a hand.
_ERROR_CORRECTION = "m"
_QUIET_ZONE = 4
_PNG_SCALE = 20


@cache
def presets() -> dict[str, dict[str, str]]:
    """What the customer's first message says, by topic and language."""
    table = yaml.safe_load((Path(__file__).parent / "presets.yml").read_text(encoding="utf-8"))
    return {topic: {language: str(text) for language, text in texts.items()} for topic, texts in table.items()}


def chat_link(display_number: str, text: str) -> str:
    """`display_number` with or without plus and gaps (contract, §9)."""
    number = re.sub(r"\D", "", display_number)
    return f"https://wa.me/{number}?text={quote(text, safe='')}"


def qr_svg(link: str) -> bytes:
    out = io.BytesIO()
    _code(link).save(out, kind="svg", border=_QUIET_ZONE, scale=8, svgclass=None, lineclass=None, light="#fff")
    return out.getvalue()


def qr_png(link: str) -> bytes:
    """Large enough to print a hand's breadth of it."""
    out = io.BytesIO()
    _code(link).save(out, kind="png", border=_QUIET_ZONE, scale=_PNG_SCALE)
    return out.getvalue()


def _code(link: str) -> segno.QRCode:
    return segno.make_qr(link, error=_ERROR_CORRECTION)
