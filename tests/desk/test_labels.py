import re
from pathlib import Path

import pytest
from sqlalchemy import select

from handoff.models import Colour, ConversationLabel, CustomerLabel, Label

CSS = Path("handoff/web/assets/css/labels.css").read_text()
HOSTILE = "<script>alert(1)</script>"


async def label(world, name="Beschwerde", colour=Colour.RED, institution="musterstadt"):
    one = Label(institution_id=world.institutions[institution], name=name, colour=colour)
    async with world.sessions.begin() as session:
        session.add(one)
    return one.id


@pytest.mark.parametrize(("wearer", "table"), [("chat", ConversationLabel), ("customer", CustomerLabel)])
async def test_put_on_it_is_shown_in_list_and_chat_and_taken_off_it_is_gone(anna, world, wearer, table):
    chat, one = await world.held("anna"), await label(world)

    for _ in range(2):
        answer = await anna.post(f"/desk/chats/{chat}/labels", on=f"{wearer}:{one}")
        assert answer.headers["location"] == f"/desk/chats/{chat}/labels"

    pages = [await anna.get("/desk"), await anna.get(f"/desk/chats/{chat}")]
    assert all('class="label label--red"' in page.text and "Beschwerde" in page.text for page in pages)
    assert f'name="off" value="{wearer}:{one}"' in (await anna.get(f"/desk/chats/{chat}/labels")).text
    for _ in range(2):
        await anna.post(f"/desk/chats/{chat}/labels", off=f"{wearer}:{one}")
    assert await world.all(select(table.label_id)) == []


async def test_a_customers_label_is_in_each_of_his_chats_and_in_no_other(anna, world):
    chat, other, one = await world.held("anna"), await world.waiting(), await label(world)

    await anna.post(f"/desk/chats/{chat}/labels", on=f"customer:{one}")

    assert (await anna.get("/desk")).text.count('class="label label--red"') == 1
    assert "label--red" not in (await anna.get(f"/desk/chats/{other}")).text.split('id="main"')[1]


@pytest.mark.parametrize("value", ["chat:", "house:{}", "chat:x", "", "chat:{}"])
async def test_what_is_no_label_of_the_house_is_not_there(anna, world, value):
    chat, foreign = await world.held("anna"), await label(world, institution="neubeispiel")

    answer = await anna.post(f"/desk/chats/{chat}/labels", on=value.format(foreign))

    assert answer.status_code == 404
    assert await world.all(select(ConversationLabel.label_id)) == []


async def test_a_labels_name_becomes_no_html(anna, world):
    chat, one = await world.held("anna"), await label(world, HOSTILE)
    await anna.post(f"/desk/chats/{chat}/labels", on=f"chat:{one}")

    pages = [await anna.get(path) for path in ("/desk", f"/desk/chats/{chat}", f"/desk/chats/{chat}/labels")]

    assert not any("<script>alert" in page.text for page in pages)


@pytest.mark.parametrize("colour", Colour)
@pytest.mark.parametrize("theme", [0, 1])
def test_each_colour_can_be_read_in_both_themes(colour, theme):
    rule = re.search(rf"\.label--{colour} {{(.*?)}}", CSS).group(1)
    ground, letters = (
        re.search(rf"--label-{part}: light-dark\((#\w+), (#\w+)\)", rule).groups()[theme] for part in ("ground", "text")
    )

    assert contrast(ground, letters) >= 4.5


def contrast(one, other):
    """WCAG 2.2."""
    darker, lighter = sorted(luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
