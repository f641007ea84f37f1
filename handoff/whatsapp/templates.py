"""A message template as Meta describes it, and the message that it becomes with its places filled (contract, §7)."""

import re
from dataclasses import dataclass
from typing import Any

from handoff.whatsapp.outbound import TemplateMessage

PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Codes go to who must prove who he is, by machines only.
NEVER_BY_HAND = "AUTHENTICATION"
MARKETING = "MARKETING"


@dataclass(frozen=True, slots=True)
class Field:
    """A place to fill. `key`: part and name, as body_1; `example`: as it was given to Meta for approval."""

    key: str
    part: str
    name: str
    example: str


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """The place at the end of a button's address; `place` counts all buttons from 0."""

    place: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class TemplateText:
    """`header` is text; `takes_picture`: the header is a picture that goes with each message; `needs_file`: it is a
    video, a document or a place, which only a program fills in.
    """

    name: str
    language: str
    category: str
    header: str
    body: str
    footer: str
    titles: tuple[str, ...]
    links: tuple[LinkPlace, ...]
    fields: tuple[Field, ...]
    is_named: bool
    takes_picture: bool
    needs_file: bool

    @property
    def is_marketing(self) -> bool:
        return self.category.upper() == MARKETING

    def filled(self, values: dict[str, str]) -> TemplateMessage:
        """`values` by the fields' keys, all of them."""
        by_part = {part: [one for one in self.fields if one.part == part] for part in ("header", "body", "link")}
        header = [values[one.key] for one in by_part["header"]]
        named = (*by_part["header"], *by_part["body"])
        return TemplateMessage(
            name=self.name,
            language=self.language,
            parameters=tuple(values[one.key] for one in by_part["body"]),
            header=header[0] if header else None,
            links=tuple((int(one.name), values[one.key]) for one in by_part["link"]),
            names=tuple(one.name for one in named) if self.is_named else (),
            reads=self.reads(values),
            titles=self.titles,
            has_picture=self.takes_picture,
        )

    def reads(self, values: dict[str, str]) -> str:
        """All of it as the customer sees it, in WhatsApp's markup; places without a value stay as they are."""
        header = _fill(self.header, "header", values)
        parts = (f"*{header}*" if header else "", _fill(self.body, "body", values), self.footer and f"_{self.footer}_")
        return "\n\n".join(part for part in parts if part)


def read_template(name: str, language: str, category: str, described: dict[str, Any]) -> TemplateText:
    """`described`: Meta's components and parameter_format, as Template keeps them."""
    parts = {str(part.get("type", "")).upper(): part for part in described.get("components") or []}
    header, body = parts.get("HEADER", {}), parts.get("BODY", {})
    format_ = str(header.get("format", "TEXT")).upper()
    is_text = format_ == "TEXT"
    buttons = list((parts.get("BUTTONS") or {}).get("buttons") or [])
    links = tuple(
        LinkPlace(place, str(button.get("text", "")), str(button["url"]))
        for place, button in enumerate(buttons)
        if button.get("type") == "URL" and PLACE.search(str(button.get("url", "")))
    )
    header_text = str(header.get("text", "")) if header and is_text else ""
    return TemplateText(
        name=name,
        language=language,
        category=category,
        header=header_text,
        body=str(body.get("text", "")),
        footer=str(parts.get("FOOTER", {}).get("text", "")),
        titles=tuple(str(button.get("text", "")) for button in buttons),
        links=links,
        fields=(
            *_fields("header", header_text, header.get("example")),
            *_fields("body", str(body.get("text", "")), body.get("example")),
            *(Field(f"link_{link.place}", "link", str(link.place), "") for link in links),
        ),
        is_named=str(described.get("parameter_format", "")).upper() == "NAMED",
        takes_picture=format_ == "IMAGE",
        needs_file=format_ not in ("TEXT", "IMAGE"),
    )


def _fields(part: str, text: str, example: Any) -> list[Field]:
    # Places with numbers are filled in their order, wherever they stand.
    names = sorted(dict.fromkeys(PLACE.findall(text)), key=lambda name: int(name) if name.isdecimal() else 0)
    examples = _examples(part, names, example if isinstance(example, dict) else {})
    return [Field(f"{part}_{name}", part, name, examples.get(name, "")) for name in names]


def _examples(part: str, names: list[str], example: dict[str, Any]) -> dict[str, str]:
    """Meta gives them by name or in order, the body's within one more list."""
    named = example.get(f"{part}_text_named_params")
    if isinstance(named, list):
        return {str(one.get("param_name")): str(one.get("example", "")) for one in named if isinstance(one, dict)}
    plain = example.get(f"{part}_text")
    if isinstance(plain, list) and plain and isinstance(plain[0], list):
        plain = plain[0]
    return dict(zip(names, map(str, plain), strict=False)) if isinstance(plain, list) else {}


def _fill(text: str, part: str, values: dict[str, str]) -> str:
    return PLACE.sub(lambda place: values.get(f"{part}_{place[1]}") or place[0], text)
