"""The report as one HTML page, each figure with its distance from the last run's."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handoff.workbench.report.history import Figures

HERE = Path(__file__).parent
SMALL = 0.0005  # would be shown as none


def render(language: str, figures: Figures, last: Figures, **parts: Any) -> str:
    """`parts` are what page.html names; `figures` and `last` by dotted names, shares as 0 to 1."""
    words = read_words(language)
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        percent=lambda share: _percent(share, language),
        figure=lambda name: _with_change(
            _percent(figures[name], language), _change(figures, last, name), language, factor=100, better=1
        ),
        measured=lambda name, unit: _with_change(
            f"{_number(figures[name], 2, language)} {unit}", _change(figures, last, name), language, better=-1
        ),
        whole=lambda name: int(figures[name]),
    )
    return environment.get_template("page.html").render(words=words, language=language, **parts)


def read_words(language: str) -> Mapping[str, Any]:
    words: Mapping[str, Any] = yaml.safe_load((HERE / "words.yml").read_text(encoding="utf-8"))[language]
    return words


def _change(figures: Figures, last: Figures, name: str) -> float:
    return figures[name] - last[name] if name in last else 0.0


def _with_change(text: str, change: float, language: str, *, better: int, factor: float = 1) -> Markup:
    if abs(change) < SMALL:
        return Markup("{}").format(text)
    kind = "up" if change * better > 0 else "down"
    amount = _number(abs(change) * factor, 1 if factor > 1 else 2, language)
    return Markup('{} <span class="{}">{} {}</span>').format(text, kind, "▲" if change > 0 else "▼", amount)


def _percent(share: float, language: str) -> str:
    return f"{_number(share * 100, 1, language)} %"


def _number(value: float, digits: int, language: str) -> str:
    text = f"{value:.{digits}f}"
    return text.replace(".", ",") if language == "de" else text
