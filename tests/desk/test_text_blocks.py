import json
import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from sqlalchemy import update

from handoff.models import Advisor, Appointment, Branch, Conversation, Institution, Meeting, Team, TextBlock

STREAM = "text/vnd.turbo-stream.html"


@pytest.fixture
def block(world):
    async def block(shortcut, bodies, *, institution="musterstadt", **values):
        row = TextBlock(
            institution_id=world.institutions[institution],
            shortcut=shortcut,
            title=shortcut.title(),
            bodies=bodies,
            changed_at=world.clock(),
            **values,
        )
        async with world.sessions.begin() as session:
            session.add(row)
        return row.id

    return block


async def options(browser, chat, query=""):
    answer = await browser.get(f"/desk/chats/{chat}/text-blocks", params={"q": query})
    assert answer.status_code == 200
    found = re.findall(r"data-parts='(.*?)' data-asks='(.*?)'", answer.text)
    return [(json.loads(unescape(parts)), json.loads(unescape(asks))) for parts, asks in found], answer.text


async def test_variables_are_filled_in_and_the_rest_is_asked_with_its_choices(anna, world, block):
    chat = await world.held("anna", name="Rosa  Vorlage")
    async with world.sessions.begin() as session:
        for slug in ("nord", "mitte"):
            session.add(_branch(world, slug))
    await block("alles", {"de": "{customer} {agent} {institution} {email} {branch} {next_opening} {appointment}"})

    ((parts, asks),), _ = await options(anna, chat)

    assert parts[0] == "Rosa Vorlage Anna Agentin Sparkasse Musterstadt info@musterstadt.example "
    assert [ask["name"] for ask in asks] == ["branch", "next_opening", "appointment"]
    assert asks[0] == {"name": "branch", "label": "Filiale", "choices": ["Filiale mitte", "Filiale nord"]}


async def test_the_customers_next_appointment_and_the_teams_next_opening_stand_in_words(anna, world, block, clock):
    chat = await world.held("anna", language="en")
    await _book(world, chat, clock.now + timedelta(days=1, hours=4, minutes=30))
    async with world.sessions.begin() as session:
        hours = update(Team).where(Team.id == world.teams["musterstadt/service"])
        await session.execute(hours.values(hours="Mo-Fr 08:00-10:00"))
    await block("wann", {"de": "x", "en": "{appointment}, {branch}; {next_opening}"})

    ((parts, asks),), _ = await options(anna, chat)

    assert parts == ["Tuesday, 24 November, 3.30 pm, Filiale mitte; Tuesday, 24 November, 8 am"]
    assert asks == []


async def test_who_may_not_see_the_name_is_asked_for_it(browser_of, world, block):
    xaver = await browser_of("xaver")
    chat = await world.held("xaver", name="Rosa Vorlage")
    await block("hallo", {"de": "Guten Tag {customer}"})
    async with world.sessions.begin() as session:
        await session.execute(update(Institution).values(customer_views={"external_agent": "nothing"}))

    ((parts, asks),), text = await options(xaver, chat)

    assert parts == ["Guten Tag ", {"ask": "customer"}] and "Rosa" not in text


async def test_a_block_in_the_other_language_alone_says_so(anna, world, block):
    chat = await world.held("anna", language="en")
    await block("nur-deutsch", {"de": "Guten Tag"})

    _, text = await options(anna, chat)

    assert "nur auf Deutsch" in text and 'lang="de"' in text


async def test_blocks_of_other_teams_and_institutions_are_not_offered(bernd, world, block):
    chat = await world.held("bernd")
    await block("fuer-alle", {"de": "A"})
    await block("service", {"de": "B"}, team_id=world.teams["musterstadt/service"])
    await block("ebanking", {"de": "C"}, team_id=world.teams["musterstadt/ebanking"])
    await block("fremd", {"de": "D"}, institution="neubeispiel")

    _, text = await options(bernd, chat)

    assert all(name in text for name in ("/fuer-alle", "/service"))
    assert not any(name in text for name in ("/ebanking", "/fremd"))


async def test_hostile_words_stay_words(anna, world, block):
    chat = await world.held("anna", name="<img src=x onerror=alert(1)>'\"")
    await block("hallo", {"de": "'\"><script>{customer}"}, file_name="<b>.pdf")

    ((parts, _),), text = await options(anna, chat, "hallo")

    assert parts == ["'\"><script><img src=x onerror=alert(1)>'\""]
    assert "<script" not in text and "<img" not in text and "<b>.pdf" not in text


async def test_uses_are_counted_once_a_message_and_only_if_it_is_sent(anna, world, block):
    chat, key = await world.held("anna"), str(uuid4())
    ours = await block("hallo", {"de": "Guten Tag"})
    foreign = await block("fremd", {"de": "x"}, institution="neubeispiel")
    sent = {"body": "Guten Tag", "client_key": key, "text_block": [str(ours), str(ours), str(foreign), "x"]}

    await anna.post(f"/desk/chats/{chat}/messages", **(sent | {"body": "Ihre PIN ist 4711."}))
    for _ in range(2):
        assert (await anna.post(f"/desk/chats/{chat}/messages", **sent)).status_code == 303

    assert (await world.get(TextBlock, ours)).uses == 1
    assert (await world.get(TextBlock, foreign)).uses == 0


async def test_a_refused_reply_keeps_its_blocks(anna, world, block):
    chat = await world.held("anna")
    ours = await block("hallo", {"de": "Guten Tag"}, file_name="Preise.pdf")

    answer = await anna.post(
        f"/desk/chats/{chat}/messages",
        body="Ihre PIN ist 4711.",
        client_key=str(uuid4()),
        text_block=str(ours),
        block_file=str(ours),
        accept=STREAM,
    )

    assert f'name="text_block" value="{ours}"' in answer.text and "Preise.pdf" in answer.text


def _branch(world, slug):
    return Branch(
        institution_id=world.institutions["musterstadt"],
        slug=slug,
        name=f"Filiale {slug}",
        street="Musterplatz 1",
        postcode="00001",
        city="Musterstadt",
        hours="24/7",
    )


async def _book(world, chat, starts_at):
    conversation = await world.get(Conversation, chat)
    async with world.sessions.begin() as session:
        branch = _branch(world, "mitte")
        session.add(branch)
        await session.flush()
        advisor = Advisor(
            institution_id=conversation.institution_id,
            branch_id=branch.id,
            slug="muster",
            name="Maria Muster",
            topics=["credit"],
            meetings=["branch"],
            hours="24/7",
        )
        session.add(advisor)
        await session.flush()
        session.add(
            Appointment(
                institution_id=conversation.institution_id,
                advisor_id=advisor.id,
                customer_id=conversation.customer_id,
                topic="credit",
                meeting=Meeting.BRANCH,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=45),
                created_at=world.clock(),
            )
        )
