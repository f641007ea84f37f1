"""What the Graph API's answers mean to us."""

import httpx
import pytest

from handoff.errors import ChannelError, OutcomeUnknown, OutsideServiceWindow
from handoff.whatsapp.client import CloudApi

NUMBER = {"number": "200000000000001", "token": "secret"}


def api(handler):
    return CloudApi("https://graph.facebook.com", transport=httpx.MockTransport(handler))


def refusing(code, status=400):
    return api(lambda request: httpx.Response(status, json={"error": {"code": code, "message": "no"}}))


async def refusal(client):
    with pytest.raises(ChannelError) as raised:
        await client.send({}, **NUMBER)
    return raised.value


async def test_the_version_is_added_only_where_it_is_missing():
    seen = []
    for base in ("https://graph.facebook.com", "https://graph.facebook.com/v24.0/"):

        def handler(request):
            seen.append(request.url.path)
            return httpx.Response(200, json={"messages": [{"id": "w"}]})

        await CloudApi(base, transport=httpx.MockTransport(handler)).send({}, **NUMBER)
    assert seen == ["/v25.0/200000000000001/messages", "/v24.0/200000000000001/messages"]


async def test_the_token_travels_in_the_header():
    def handler(request):
        assert request.headers["authorization"] == "Bearer secret"
        return httpx.Response(200, json={"messages": [{"id": "w"}]})

    assert await api(handler).send({}, **NUMBER) == "w"


@pytest.mark.parametrize("code", [130429, 131056, 131000, 2, 80007, 190])
async def test_what_passes_is_tried_again(code):
    assert not (await refusal(refusing(code))).permanent


@pytest.mark.parametrize("code", [131026, 100, 131051, 132001, 424242])
async def test_what_stays_wrong_is_not(code):
    error = await refusal(refusing(code))
    assert (error.permanent, error.code) == (True, code)


async def test_a_shut_window_is_known_as_such():
    assert isinstance(await refusal(refusing(131047)), OutsideServiceWindow)


async def test_a_connection_that_never_came_about_is_no_unknown_outcome():
    def handler(request):
        raise httpx.ConnectError("refused")

    error = await refusal(api(handler))
    assert not isinstance(error, OutcomeUnknown)


@pytest.mark.parametrize("error", [httpx.ReadTimeout("t"), httpx.RemoteProtocolError("p"), httpx.WriteError("w")])
async def test_a_connection_that_broke_while_sending_is(error):
    def handler(request):
        raise error

    assert isinstance(await refusal(api(handler)), OutcomeUnknown)


async def test_a_file_is_never_fetched_from_a_strange_host():
    def handler(request):
        return httpx.Response(200, json={"url": "https://evil.example/file", "mime_type": "image/png"})

    with pytest.raises(ChannelError, match="host"):
        await api(handler).media("1", limit=10, **NUMBER)


async def test_a_file_over_the_limit_is_not_kept():
    def handler(request):
        if request.url.host == "lookaside.fbsbx.com":
            return httpx.Response(200, content=b"x" * 11)
        return httpx.Response(200, json={"url": "https://lookaside.fbsbx.com/1", "mime_type": "image/png"})

    with pytest.raises(ChannelError) as raised:
        await api(handler).media("1", limit=10, **NUMBER)
    assert raised.value.permanent


async def test_all_pages_of_templates_are_read():
    def handler(request):
        if request.url.params.get("after"):
            return httpx.Response(200, json={"data": [{"name": "b"}]})
        paging = {"cursors": {"after": "x"}, "next": "https://graph.facebook.com/next"}
        return httpx.Response(200, json={"data": [{"name": "a"}], "paging": paging})

    found = await api(handler).templates("300000000000001", token="secret")
    assert [template["name"] for template in found] == ["a", "b"]


async def test_a_gateway_that_fails_on_the_way_leaves_the_outcome_unknown():
    assert isinstance(await refusal(api(lambda request: httpx.Response(502, text="bad gateway"))), OutcomeUnknown)


@pytest.mark.parametrize("answer", [{}, {"messages": []}, {"messages": [{}]}, {"messages": None}, {"messages": [None]}])
async def test_an_answer_that_names_no_message_leaves_the_outcome_unknown(answer):
    assert isinstance(await refusal(api(lambda request: httpx.Response(200, json=answer))), OutcomeUnknown)


async def test_an_answer_that_is_no_json_leaves_the_outcome_unknown():
    assert isinstance(await refusal(api(lambda request: httpx.Response(200, text="ok"))), OutcomeUnknown)


@pytest.mark.parametrize("code", ["none", None, [], {}])
async def test_a_refusal_whose_code_is_no_number_is_for_good(code):
    error = await refusal(refusing(code))
    assert (error.permanent, error.code) == (True, None)
