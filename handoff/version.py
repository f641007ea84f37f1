"""The version: the first heading of the changelog, so that it stands in one place."""

import re
from pathlib import Path

CHANGELOG = Path(__file__).parent.parent / "CHANGELOG.md"


def version() -> str:
    """Such as "1.2.0"."""
    heading = re.search(r"^## v(\S+)", CHANGELOG.read_text(encoding="utf-8"), re.MULTILINE)
    return heading[1] if heading else "0"


VERSION = version()
