"""Whatever Meta may send, nothing of it is lost and nothing makes us stumble."""

from hypothesis import given
from hypothesis import strategies as st

from handoff.models import Status
from handoff.whatsapp.envelope import parse_delivery
from handoff.whatsapp.inbound import Sender

NUMBER = "200000000000001"
KEYS = st.sampled_from(
    ["entry", "changes", "field", "value", "metadata", "phone_number_id", "contacts", "messages", "statuses", "errors"]
    + ["from", "id", "timestamp", "type", "text", "body", "context", "interactive", "image", "status", "reaction"]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
TREES = st.recursive(
    LEAVES | st.sampled_from(["messages", "text", NUMBER, "1795597200"]),
    lambda children: st.lists(children, max_size=4) | st.dictionaries(KEYS, children, max_size=6),
    max_leaves=30,
)


def delivery(value, field="messages"):
    return parse_delivery({"entry": [{"changes": [{"field": field, "value": value}]}]})


def of(*, messages=(), statuses=(), **more):
    metadata = {"phone_number_id": NUMBER, "display_phone_number": "4930555000111"}
    return delivery({"metadata": metadata, "messages": list(messages), "statuses": list(statuses), **more})


@given(TREES)
def test_no_tree_of_json_makes_the_parser_raise(tree):
    parse_delivery({"entry": [{"changes": [{"field": "messages", "value": tree}]}]})
    parse_delivery({"entry": tree})


@given(st.dictionaries(KEYS, TREES, max_size=6))
def test_every_message_of_a_readable_envelope_becomes_something(message):
    parsed = of(messages=[message])
    assert len(parsed.messages) + len(parsed.news) == 1


def test_messages_and_statuses_of_all_entries_and_changes_are_read():
    value = {
        "metadata": {"phone_number_id": NUMBER},
        "messages": [{"from": "1", "id": "a", "timestamp": "1", "type": "text", "text": {"body": "x"}}],
        "statuses": [{"id": "b", "status": "sent", "timestamp": "1"}],
    }
    change = {"field": "messages", "value": value}
    parsed = parse_delivery({"entry": [{"changes": [change, change]}, {"changes": [change]}]})
    assert (len(parsed.messages), len(parsed.statuses)) == (3, 3)


def test_a_failed_status_without_contacts_keeps_code_and_details():
    error = {"code": 131049, "title": "t", "error_data": {"details": "not delivered"}}
    parsed = of(statuses=[{"id": "w", "status": "failed", "timestamp": "5", "errors": [error]}])
    (status,) = parsed.statuses
    assert (status.status, status.failure_code, status.failure_reason) == (Status.FAILED, 131049, "not delivered")


def test_errors_alone_are_kept_as_news():
    parsed = of(errors=[{"code": 130429}])
    assert [news.reason for news in parsed.news] == ["error"]


def test_a_removed_reaction_may_have_no_emoji_at_all():
    message = {"from": "1", "id": "a", "timestamp": "1", "type": "reaction", "reaction": {"message_id": "w"}}
    (parsed,) = of(messages=[message]).messages
    assert (parsed.target, parsed.body) == ("w", "")


def test_a_button_is_known_without_its_context():
    reply = {"type": "button_reply", "button_reply": {"id": "b1", "title": "Ja"}}
    message = {"from": "1", "id": "a", "timestamp": "1", "type": "interactive", "interactive": reply}
    (parsed,) = of(messages=[message]).messages
    assert (parsed.kind, parsed.button, parsed.body) == ("button_reply", "b1", "Ja")


def test_the_name_comes_from_the_contact_that_belongs_to_the_sender():
    contacts = [{"wa_id": "2", "profile": {"name": "Otto"}}, {"wa_id": "1", "profile": {"name": "Mara"}}]
    message = {"from": "1", "id": "a", "timestamp": "1", "type": "text", "text": {"body": "x"}}
    (parsed,) = of(messages=[message], contacts=contacts).messages
    assert parsed.sender.name == "Mara"


def test_a_number_change_in_the_older_spelling_is_understood():
    system = {"type": "customer_changed_number", "new_wa_id": "2"}
    message = {"from": "1", "id": "a", "timestamp": "1", "type": "system", "system": system}
    (parsed,) = of(messages=[message]).messages
    assert (parsed.content, parsed.renamed) == ({"change": "number_changed"}, Sender("2", None))
