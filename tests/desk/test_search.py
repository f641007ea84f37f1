"""Search: what is found, how it is shown, and that nobody finds more than he may open."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from handoff.access import CustomerView
from handoff.blind_index import name_keys, wanted_keys
from handoff.models import Conversation, Customer, Identifier, IdentifierKind, Institution, Message, Role
from handoff.row_security import locked, seen_by
from handoff.timers import key_names
from handoff.vault import Vault
from handoff.web.search.query import read_query
from handoff.web.search.snippet import marked

VAULT = Vault("a secret key of the tests")


def found(page):
    return set(re.findall(r'href="/desk/chats/[0-9a-f-]+\?message=(\d+)', page.text))


def chats(page):
    main = page.text.partition('id="results"')[2]
    return set(re.findall(r'href="/desk/chats/([0-9a-f-]+)"', main))


async def search(browser, words):
    return await browser.get("/desk/search", params={"q": words})


async def keyed(world, chat, *, name=None, wa_id=None):
    """As intake writes it."""
    async with world.sessions.begin() as session:
        conversation = await session.get_one(Conversation, chat)
        customer = await session.get_one(Customer, conversation.customer_id)
        if name:
            customer.name, customer.name_keys = world.vault.seal(name), name_keys(world.vault, name)
        if wa_id:
            session.add(
                Identifier(
                    institution_id=customer.institution_id,
                    customer_id=customer.id,
                    kind=IdentifierKind.WA_ID,
                    fingerprint=world.vault.fingerprint(f"wa_id:{wa_id}"),
                    ciphertext=world.vault.seal(wa_id),
                    seen_at=world.clock(),
                )
            )


async def views(world, **wishes):
    async with world.sessions.begin() as session:
        (await session.get_one(Institution, world.institutions["musterstadt"])).customer_views = wishes


@pytest.mark.parametrize(
    "words", ["Überweisungen", "überweisung", "Überw", '"zwei Überweisungen"', "branches", "branch", "zwei branches"]
)
async def test_words_are_found_by_their_stems_in_both_languages_and_as_they_begin(anna, world, words):
    chat = await world.waiting()
    message = await world.message(chat, "Ich habe zwei Überweisungen, and which branches are open?")

    assert found(await search(anna, words)) == {str(message)}


@pytest.mark.parametrize(
    "words", ["Depot", '"Überweisungen zwei"', "Überweisungen -zwei", "Überweisungen Depot", "-zwei"]
)
async def test_what_does_not_fit_is_not_found(anna, world, words):
    chat = await world.waiting()
    await world.message(chat, "Ich habe zwei Überweisungen.")

    page = await search(anna, words)

    assert found(page) == set() and "Nichts gefunden" in page.text


@pytest.mark.parametrize(
    "words", ["'", '"', "a & b | !c", ":*", "\\", "%00", "<->", "(((", "x" * 5000, "  ", "🙂", "-"]
)
async def test_whatever_is_typed_is_answered(anna, world, words):
    await world.waiting()

    assert (await search(anna, words)).status_code == 200


async def test_the_found_words_are_marked_and_all_else_is_escaped(anna, world):
    chat = await world.waiting(name="<i>Rosa</i>")
    await world.message(chat, "<script>alert(1)</script> Zugang\x02 gesperrt & zu")

    page = await search(anna, "Zugang")

    assert "<mark>Zugang</mark>" in page.text
    assert "<script>alert" not in page.text and "<i>Rosa</i>" not in page.text


async def test_a_snippet_shows_no_marks_of_whatsapp_even_where_it_begins_amidst_them(anna, world):
    chat = await world.waiting()
    await world.message(chat, "Die *Filiale Mitte* ist _nun ~nicht~_ <da>")
    await world.message(chat, "Filialleiter & 3 * 4 * 5 der_neue_name")
    await world.message(chat, "*" + "Wort " * 60 + "bis zum Kugelschreiber* und weiter")

    for word, shown in {
        "Filiale": "<mark>Filiale</mark> Mitte ist nun nicht",
        "Filialleiter": "<mark>Filialleiter</mark> &amp; 3 * 4 * 5 der_neue_name",
        "Kugelschreiber": "zum <mark>Kugelschreiber</mark> und weiter",
    }.items():
        page = (await search(anna, word)).text
        assert shown in page and "<da>" not in page, word


async def test_a_customer_is_found_by_name_and_its_beginning_without_the_name_being_readable(anna, world):
    chat = await world.waiting()
    await keyed(world, chat, name="Jürgen Müller-Süßmilch")

    for typed in ("Müller", "mueller", "Muller", "müll", "süßm jürgen", "SUESSMILCH"):
        assert chats(await search(anna, typed)) == {str(chat)}, typed
    assert chats(await search(anna, "ürgen")) == chats(await search(anna, "Müller Hans")) == set()


@pytest.mark.parametrize("typed", ["+49 1515 5500042", "01515 5500042", "015155500042", "4915155500042"])
async def test_a_customer_is_found_by_the_whole_number(anna, world, typed):
    chat = await world.waiting()
    await keyed(world, chat, wa_id="4915155500042")

    assert chats(await search(anna, typed)) == {str(chat)}
    assert chats(await search(anna, "01515 550004")) == set()


async def test_outsiders_find_nothing(dora, bernd, world):
    """Neither another institution's, nor another team's, however the house may read it beside a chat of its own."""
    chat = await world.waiting(team="ebanking")
    await world.message(chat, "Meine Kugelschreiber")
    await keyed(world, chat, name="Rosa Vorlage", wa_id="4915155500042")

    for browser in (dora, bernd):
        for typed in ("Kugelschreiber", "Rosa", "01515 5500042"):
            page = await search(browser, typed)
            assert "Nichts gefunden" in page.text or "Nothing found" in page.text


async def test_an_external_agent_finds_his_own_alone_and_no_number(browser_of, world):
    xaver = await browser_of("xaver")
    shared = await world.held("xaver", team="service")
    others = [await world.waiting(team=team) for team in ("service", "ebanking", None)]
    for chat in (shared, *others):
        await world.message(chat, "Kugelschreiber")
        await keyed(world, chat, name="Rosa Vorlage")
    await keyed(world, shared, wa_id="4915155500042")

    assert len(found(await search(xaver, "Kugelschreiber"))) == 1
    assert chats(await search(xaver, "Rosa")) == {str(shared)}
    assert chats(await search(xaver, "01515 5500042")) == set()
    await views(world, external_agent="nothing")
    assert chats(await search(xaver, "Rosa")) == set()


async def test_the_functions_themselves_show_no_more(world):
    """Whoever asks the database past the pages."""
    chat = await world.waiting(team="ebanking")
    message = await world.message(chat, "Kugelschreiber")
    await keyed(world, chat, name="Rosa Vorlage", wa_id="4915155500042")
    async with world.sessions() as session:
        customer = await session.scalar(select(Conversation.customer_id).where(Conversation.id == chat))
    asked = {
        "messages": "SELECT message_id FROM desk_messages(desk_words('Kugelschreiber', '', ''), 999, 50)",
        "customers": "SELECT conversation_id FROM desk_customers(:keys, NULL, NULL, NULL, 50)",
        "numbers": "SELECT customer_id FROM desk_numbers(ARRAY[CAST(:customer AS uuid)])",
    }
    values = {"keys": wanted_keys(world.vault, "Rosa"), "customer": customer}

    async def sees(user_id):
        seen = set()
        with seen_by(user_id):
            async with locked(world.sessions)() as session:
                for name, statement in asked.items():
                    if (await session.execute(text(statement), values)).all():
                        seen.add(name)
        return seen

    assert await sees(world.users["anna"]) == {"messages", "customers", "numbers"}, message
    for outsider in (world.users["bernd"], world.users["xaver"], world.users["dora"], uuid4()):
        assert await sees(outsider) == set()
    await views(world, agent="nothing")
    assert await sees(world.users["anna"]) == {"messages"}


async def test_a_deleted_message_is_not_found(anna, world, clock):
    chat = await world.waiting()
    await world.message(chat, "Kugelschreiber", revoked_at=clock())

    assert found(await search(anna, "Kugelschreiber")) == set()


async def test_results_go_on_by_keys_and_none_is_shown_twice(anna, world, clock):
    chat = await world.waiting()
    messages = {str(await world.message(chat, "Kugelschreiber")) for _ in range(65)}
    page = await search(anna, "Kugelschreiber")
    seen = found(page)
    while path := re.search(r'href="(/desk/search/messages[^"]+)"', page.text):
        page = await anna.get(path.group(1).replace("&amp;", "&"))
        assert not seen & found(page)
        seen |= found(page)

    assert seen == messages


async def test_many_customers_of_one_name_go_on_by_keys(anna, world, clock):
    wanted = set()
    for minutes in range(13):
        chat = await world.waiting()
        await keyed(world, chat, name="Rosa Vorlage")
        async with world.sessions.begin() as session:
            at = clock() + timedelta(minutes=minutes)
            await session.execute(update(Conversation).where(Conversation.id == chat).values(last_activity_at=at))
        wanted.add(str(chat))
    page = await search(anna, "Rosa")
    path = re.search(r'href="(/desk/search/customers[^"]+)"', page.text).group(1).replace("&amp;", "&")
    more = await anna.get(path)
    rest = set(re.findall(r'href="/desk/chats/([0-9a-f-]+)"', more.text))

    assert len(chats(page)) == 10 and chats(page) | rest == wanted


async def test_while_one_types_the_results_come_alone(anna, world):
    await world.waiting()
    page = await anna.get("/desk/search", params={"q": "Zugang"}, headers={"Turbo-Frame": "results"})

    assert page.text.startswith('<turbo-frame id="results"') and "Mein <mark>Zugang</mark>" in page.text


@pytest.mark.parametrize(
    ("view", "shown", "hidden"),
    [
        (CustomerView.NOTHING, ["Person "], ["Rosa", "•••• 042", "5500042"]),
        (CustomerView.NAME, ["Rosa Vorlage"], ["•••• 042", "5500042"]),
        (CustomerView.MASKED_NUMBER, ["Rosa Vorlage", "•••• 042"], ["5500042"]),
        (CustomerView.NUMBER, ["Rosa Vorlage", "+49 1515 5500042"], []),
    ],
)
async def test_each_role_is_shown_what_the_institution_allows(anna, world, view, shown, hidden):
    chat = await world.held("anna")
    await keyed(world, chat, name="Rosa Vorlage", wa_id="4915155500042")
    await views(world, **{Role.AGENT.value: view.value})

    pages = [(await anna.get(f"/desk/chats/{chat}")).text, (await search(anna, "Zugang")).text]

    assert all(words in pages[0] for words in shown)
    assert not any(words in page for page in pages for words in hidden)


async def test_who_has_no_name_is_called_by_number_or_by_a_code_that_stays(anna, browser_of, world):
    chat = await world.held("xaver", team="service")
    await keyed(world, chat, wa_id="4915155500042")
    async with world.sessions.begin() as session:
        await session.execute(update(Customer).values(name=None))
    xaver = await browser_of("xaver")

    codes = {
        re.search(r"Person [A-Z2-7]{5}", (await xaver.get(path)).text).group()
        for path in ("/desk", f"/desk/chats/{chat}")
    }

    assert len(codes) == 1
    assert "•••• 042" in (await anna.get("/desk?list=team")).text


async def test_names_of_before_become_findable(anna, world):
    chat = await world.waiting(name="Rosa Vorlage")
    assert chats(await search(anna, "Rosa")) == set()

    async with world.sessions.begin() as session:
        assert await key_names(session, world.vault) == 1
    async with world.sessions.begin() as session:
        assert await key_names(session, world.vault) == 0

    assert chats(await search(anna, "Rosa")) == {str(chat)}


async def test_a_name_sealed_with_a_lost_key_stops_nothing(world):
    chat = await world.waiting()
    async with world.sessions.begin() as session:
        await session.execute(update(Customer).values(name=Vault("another key").seal("Rosa")))
        assert await key_names(session, world.vault) == 1
    assert (await world.get(Conversation, chat)).id == chat
    assert await world.all(select(Message.id))


@given(st.text(max_size=40))
def test_a_name_is_found_by_itself_and_no_key_tells_it(name):
    keys, wanted = name_keys(VAULT, name), wanted_keys(VAULT, name)

    assert set(wanted) <= set(keys)
    assert not any(name.encode() in key for key in keys if len(name) > 3)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüß", min_size=3, max_size=20), st.integers(3, 20))
def test_a_word_is_found_by_its_beginnings_from_three_letters_on(word, length):
    assert set(wanted_keys(VAULT, word[:length])) <= set(name_keys(VAULT, f"Rosa {word}"))


@given(st.text(max_size=300))
def test_a_query_loses_no_word_and_begins_with_plain_ones(written):
    query = read_query(written)

    assert re.fullmatch(r"\w*", query.begun)
    assert not query.begun or query.typed.lower().endswith(query.begun)


@given(st.text(alphabet="ab<>&\"'\x02\x03 ", max_size=60))
def test_a_snippet_holds_no_markup_but_its_marks(headline):
    assert not re.search(r"<(?!/?mark>)|[\x02\x03]", str(marked(headline)).replace("&lt;", ""))
