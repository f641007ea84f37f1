"""Every route, asked for as everybody, of this institution and of another: the answers are those of routes.yml."""

from pathlib import Path

import httpx
import pytest
import yaml

from handoff.access import RIGHTS, Right
from handoff.models import Role, User
from handoff.web.csrf import csrf_token
from handoff.web.log_in.keys import open_log_in

from .cast import INSTITUTIONS, hire_everyone
from .things import one_of_each

TABLE = Path(__file__).parent / "routes.yml"
NOBODY = "nobody"
FORM = "secret-of-a-form"
WORDS = ("everybody", "public", *Right)
PEOPLE = [NOBODY, *(f"{role.value}@{institution}" for institution in reversed(INSTITUTIONS) for role in Role)]


@pytest.fixture(scope="module")
def table():
    return yaml.safe_load(TABLE.read_text())


@pytest.fixture
async def app_and_url(start):
    url, app = await start()
    return app, url


@pytest.fixture
async def tokens(world, password_hash, clock):
    """A log-in of each; nobody has none."""
    await hire_everyone(world, password_hash)

    async def tokens():
        async with world.sessions.begin() as session:
            users = {who: await session.get_one(User, world.users[who]) for who in PEOPLE if who != NOBODY}
            return {who: await open_log_in(session, user, former=None, now=clock()) for who, user in users.items()}

    return tokens


def routes_of(app):
    """As `GET /desk/chats/{chat_id}`; what lies on the disk is everybody's."""
    for route in app.router.routes:
        path = "/" + route.path
        if path.startswith(("/assets", "/vendor")):
            continue
        for parameter in route.params.values():
            path = path.replace(f"<{parameter.name}:{parameter.label}>", f"{{{parameter.name}}}")
        yield f"{next(method for method in ('GET', 'POST') if method in route.methods)} {path}"


async def test_the_table_names_exactly_the_routes_that_there_are(app_and_url, table):
    app, _ = app_and_url
    routes = set(routes_of(app))

    missing, gone = sorted(routes - table.keys()), sorted(table.keys() - routes)

    assert not missing, f"add to tests/desk/routes.yml, each with its right ({', '.join(WORDS)}): " + "; ".join(missing)
    assert not gone, f"these routes are gone, take them out of tests/desk/routes.yml: {'; '.join(gone)}"


@pytest.mark.timeout(600)
async def test_every_route_answers_everybody_as_the_table_says(app_and_url, table, world, tokens, fresh_redis):
    app, url = app_and_url
    wrong = []
    async with httpx.AsyncClient(base_url=url, follow_redirects=False, timeout=20) as http:
        for route in sorted(set(routes_of(app)) & table.keys()):
            things, keys = await one_of_each(world), await tokens()
            try:
                path = route.format(**things)
            except KeyError as missing:
                raise AssertionError(f"{route}: add {missing} to one_of_each in tests/desk/things.py") from None
            for who in PEOPLE:
                expected, answer = expected_of(table[route], route, who), await ask(http, path, keys.get(who))
                if answer != expected:
                    wrong.append(f"{route}: {who} gets {answer}, the table says {expected}")
                await forget_attempts(fresh_redis)

    assert not wrong, "\n".join(wrong)


async def forget_attempts(redis):
    """All come from one address."""
    if keys := [key async for key in redis.scan_iter("schalter:log-in:*")]:
        await redis.delete(*keys)


def expected_of(line, route, who):
    line = {"right": line} if isinstance(line, str) else line
    right = line["right"]
    if right not in WORDS:
        raise AssertionError(f"{route}: {right} is none of {', '.join(WORDS)}")
    if who == NOBODY:
        return line.get(NOBODY, "ok" if right == "public" else "login")
    role, _, institution = who.partition("@")
    is_elsewhere = institution == INSTITUTIONS[1]
    special = line | line.get("elsewhere", {}) if is_elsewhere else line
    if role in special or "all" in special:
        return special.get(role, special.get("all"))
    if right not in ("public", "everybody") and Right(right) not in RIGHTS[Role(role)]:
        return "forbidden"
    return "hidden" if is_elsewhere and "{" in route and right != "public" else "ok"


async def ask(http, route, token):
    """With a valid form that is empty."""
    method, _, path = route.partition(" ")
    headers = {"Cookie": f"schalter_form={FORM}" + (f"; schalter_log_in={token}" if token else "")}
    is_public = path.startswith(("/login", "/invitation/"))
    fields = {"csrf": csrf_token(FORM if is_public or token is None else token)} if method == "POST" else None
    async with http.stream(method, path, data=fields, headers=headers) as answer:
        return answer_of(answer)


def answer_of(answer):
    if answer.status_code == 401 or (answer.status_code == 303 and answer.headers["location"] == "/login"):
        return "login"
    named = {403: "forbidden", 404: "hidden"}
    return named.get(
        answer.status_code, "ok" if answer.status_code in (200, 204, 303, 409, 422) else answer.status_code
    )
