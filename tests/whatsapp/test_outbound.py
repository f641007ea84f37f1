"""Every limit of WhatsApp is checked before anything is sent."""

import pytest

from handoff.errors import LimitExceeded
from handoff.whatsapp.outbound import Addressee, Buttons, LinkButton, Menu, Tap, TemplateMessage, Text, compose

MARA = Addressee("4915155500001", "DE.1")


def taps(number, **more):
    return tuple(Tap(f"id{n}", f"Title {n}", **more) for n in range(number))


@pytest.mark.parametrize(
    "message",
    [
        Text("x" * 4096),
        Buttons("x" * 1024, taps(3)),
        Buttons("x", (Tap("i" * 256, "t" * 20),)),
        Menu("x" * 4096, "l" * 20, taps(10)),
        Menu("x", "l", (Tap("i" * 200, "t" * 24, "d" * 72),)),
        LinkButton("x" * 1024, "l" * 20, "https://example.org"),
        TemplateMessage("t" * 512, "de", ("x" * 1024, "a   b")),
    ],
)
def test_at_the_limit_a_message_is_composed(message):
    assert compose(message, to=MARA, message_id=1)["type"] in ("text", "interactive", "template")


@pytest.mark.parametrize(
    "message",
    [
        Text("x" * 4097),
        Text(""),
        Buttons("x" * 1025, taps(1)),
        Buttons("x", taps(4)),
        Buttons("x", ()),
        Buttons("x", (Tap("a", "t" * 21),)),
        Buttons("x", (Tap("i" * 257, "t"),)),
        Buttons("x", (Tap("a", "Same"), Tap("b", "Same"))),
        Buttons("x", (Tap("a", "One"), Tap("a", "Two"))),
        Menu("x", "l" * 21, taps(1)),
        Menu("x", "l", taps(11)),
        Menu("x", "l", (Tap("a", "t" * 25),)),
        Menu("x", "l", (Tap("i" * 201, "t"),)),
        Menu("x", "l", taps(1, description="d" * 73)),
        LinkButton("x", "l" * 21, "https://example.org"),
        LinkButton("x" * 1025, "l", "https://example.org"),
        TemplateMessage("Case Update", "de"),
        TemplateMessage("t" * 513, "de"),
        TemplateMessage("case_update", "de", ("",)),
        TemplateMessage("case_update", "de", ("x" * 1025,)),
        TemplateMessage("case_update", "de", ("two\nlines",)),
        TemplateMessage("case_update", "de", ("far    apart",)),
    ],
)
def test_over_the_limit_nothing_is_composed_and_the_text_is_not_told(message):
    with pytest.raises(LimitExceeded) as raised:
        compose(message, to=MARA, message_id=1)
    assert "xx" not in str(raised.value)


def test_a_phone_number_is_preferred_and_sent_with_plus():
    assert compose(Text("x"), to=MARA, message_id=1)["to"] == "+4915155500001"


def test_without_a_phone_number_the_user_id_is_the_recipient():
    payload = compose(Text("x"), to=Addressee(None, "DE.1"), message_id=1)
    assert (payload["recipient"], "to" in payload) == ("DE.1", False)


def test_a_template_never_quotes():
    payload = compose(TemplateMessage("case_update", "de", ("C-1",)), to=MARA, message_id=1, quoting="wamid.A")
    assert "context" not in payload
    assert payload["template"]["components"][0]["parameters"] == [{"type": "text", "text": "C-1"}]
