import re
from pathlib import Path

from actions.gathered import TOLD
from handoff.catalogue import Channel, Confidentiality, load_catalogue
from handoff.guard import Kind
from handoff.institutions.variables import OF_A_CHAT
from handoff.language import LANGUAGES
from handoff.models import FOR_ITS_HOLDER, HandoffReason, Outcome, Owner, Status
from handoff.web.chats.bubbles import OTHERS, READABLE
from handoff.web.gate import ERRORS
from handoff.web.texts import texts_in
from handoff.whatsapp.api_errors import Remedy

TEMPLATES = Path("handoff/web/templates")


def test_both_languages_say_the_same_things():
    assert texts_in("de").keys() == texts_in("en").keys()


def test_both_languages_fill_in_the_same_values():
    german, english = (
        {key: placeholders(texts_in(lang).raw(key)) for key in texts_in(lang).keys()} for lang in LANGUAGES
    )

    assert german == english


def placeholders(text):
    return sorted(set(re.findall(r"{(\w+)}", text)))


def test_every_text_that_a_template_names_is_there():
    named = {key for path in TEMPLATES.rglob("*.html") for key in re.findall(r"\bt\('([\w.]*\w)'", path.read_text())}

    missing = {key for key in named if key not in texts_in("de").keys() and f"{key}.one" not in texts_in("de").keys()}

    assert len(named) > 60
    assert missing == set()


def test_every_value_that_may_come_has_its_words():
    wanted = {f"reason.{reason.value}" for reason in HandoffReason}
    wanted |= {f"tick.{status.name.lower()}" for status in Status} | {f"failure.{remedy.value}" for remedy in Remedy}
    wanted |= {f"kind.{kind.value}" for kind in Kind} | {f"error.title.{key}" for _, key, _ in ERRORS}
    wanted |= {f"turn.{owner.value}" for owner in (Owner.AGENT, Owner.BOT, Owner.CLOSED)}
    wanted |= {f"turn.{move}" for move in ("offered", "transferred", "stepped_in", "waiting_put_back")}
    wanted |= {f"turn.{fate}_{to}" for fate in ("declined", "untaken") for to in ("back", "waiting")}
    wanted |= {f"attention{kind}.{why}" for kind in ("", "_short") for why in FOR_ITS_HOLDER}
    wanted |= {f"outcome.{outcome.value}" for outcome in Outcome}
    wanted |= {f"gathered.{slot}" for slot in TOLD}
    rules = load_catalogue(Path("data")).rules.values()
    wanted |= {f"hints.asked.{word}" for rule in rules for word in rule.may_ask}
    wanted |= {f"hints.{one.value}" for one in Confidentiality} | {f"hints.channel.{one.value}" for one in Channel}
    wanted |= {f"hints.teams.{rule.team}" for rule in rules}
    wanted |= {f"text_blocks.variable.{name}" for name in OF_A_CHAT}
    spoken = {"text", "buttons", "menu", "link", "button_reply", "list_reply", "button"}
    wanted |= {f"gist.{kind}" for kind in (*READABLE, *OTHERS) if kind not in spoken}

    assert wanted - texts_in("de").keys() == set()


def test_every_text_of_a_page_is_used():
    sources = [*TEMPLATES.rglob("*.html"), *TEMPLATES.parent.rglob("*.py")]
    written = "\n".join(path.read_text() for path in sources).replace('"', "'")
    pages = (
        "bar.",
        "chat.",
        "callbacks.",
        "notify.",
        "live.",
        "moved.",
        "calendar.",
        "appointments.",
        "events.",
        "plans.",
        "pending.",
        "window.",
    )

    keys = {key for key in texts_in("de").keys() if key.startswith(pages)}

    assert {key for key in keys if not any(f"'{name}'" in written for name in names_of(key))} == set()


def test_what_has_a_gap_is_said_with_what_fills_it():
    gap = re.compile(r"(?<!\{)\{[a-z_]+\}(?!\})")
    told = {
        key for language in LANGUAGES for key in texts_in(language).keys() if gap.search(texts_in(language).raw(key))
    }
    sources = [*TEMPLATES.rglob("*.html"), *TEMPLATES.parent.rglob("*.py")]
    alone = {key for path in sources for key in re.findall(r"""\bt\(\s*["']([\w.]+)["']\s*\)""", path.read_text())}

    assert len(told) > 200 and len(alone) > 500
    assert told & alone == set()


def names_of(key):
    """As it may be written: whole, without its number, or with its end left open."""
    return key, re.sub(r"\.(one|other)$", "", key), f"{key.rpartition('.')[0]}."
