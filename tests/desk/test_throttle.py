"""Guessing passwords is slowed down, and nobody who knows theirs is kept out by the others of their house."""

import asyncio

import pytest
from structlog.testing import capture_logs

from handoff.vault import Vault
from handoff.web.log_in.throttle import BY_ADDRESS, BY_BOTH, Throttle

from .conftest import SECRET
from .serving import PASSWORD, Browser

ADDRESS = "192.0.2.7"


@pytest.fixture(params=["redis", "process"])
async def throttle(request, redis_url, fresh_redis):
    throttle = Throttle(redis_url if request.param == "redis" else None, vault=Vault(SECRET))
    yield throttle
    await throttle.close()


@pytest.fixture
async def in_redis(redis_url, fresh_redis):
    throttle = Throttle(redis_url, vault=Vault(SECRET))
    yield throttle
    await throttle.close()


async def keys_of(redis):
    return [key async for key in redis.scan_iter("schalter:log-in:*")]


async def try_as(throttle, *emails):
    return [await throttle.admits(email=email, address=ADDRESS) for email in emails]


async def test_two_processes_count_together(redis_url, fresh_redis):
    one, other = (Throttle(redis_url, vault=Vault(SECRET)) for _ in range(2))

    with capture_logs() as logs:
        admitted = [await try_as(process, "anna@a.example") for process in [one, other] * 3]

    assert admitted == [[True]] * BY_BOTH + [[False]]
    assert logs == []
    for process in (one, other):
        await process.close()


async def test_a_count_in_redis_ends_a_quarter_of_an_hour_after_its_first_attempt(in_redis, fresh_redis):
    await try_as(in_redis, "anna@a.example")
    keys = await keys_of(fresh_redis)
    for key in keys:
        await fresh_redis.expire(key, 100)

    await try_as(in_redis, "anna@a.example")

    assert len(keys) == 3
    assert all([0 < await fresh_redis.ttl(key) <= 100 for key in keys])


async def test_right_passwords_use_up_nothing_of_their_address(throttle):
    for number in range(BY_ADDRESS + 1):
        email = f"person{number}@a.example"
        assert await try_as(throttle, email) == [True]
        await throttle.forget(email=email, address=ADDRESS)

    assert await try_as(throttle, "anna@a.example") == [True]


async def test_wrong_passwords_use_up_their_address(throttle):
    admitted = await try_as(throttle, *(f"person{number}@a.example" for number in range(BY_ADDRESS + 1)))

    assert admitted == [True] * BY_ADDRESS + [False]


async def test_many_attempts_at_once_count_too(throttle):
    admitted = await asyncio.gather(*(try_as(throttle, "anna@a.example") for _ in range(BY_BOTH + 3)))

    assert admitted.count([True]) == BY_BOTH


async def test_a_right_log_in_after_its_count_has_ended_leaves_nothing_for_ever(in_redis, fresh_redis):
    await in_redis.forget(email="anna@a.example", address=ADDRESS)

    assert [await fresh_redis.ttl(key) > 0 for key in await keys_of(fresh_redis)] == [True]


async def test_what_redis_refuses_is_logged_without_names(in_redis, fresh_redis):
    await try_as(in_redis, "anna@a.example")
    for key in await keys_of(fresh_redis):
        await fresh_redis.delete(key)
        await fresh_redis.lpush(key, "no count")

    with capture_logs() as logs:
        assert await try_as(in_redis, "anna@a.example") == [True]

    assert [(line["log_level"], line["error"]) for line in logs] == [("warning", "ResponseError")]
    assert "anna" not in str(logs) and ADDRESS not in str(logs)


async def test_behind_a_proxy_each_browser_has_its_own_address(start, world):
    url, app = await start()
    app.config.PROXIES_COUNT = 1
    browser = Browser(url)
    for _ in range(BY_BOTH):
        browser.http.headers["X-Forwarded-For"] = ADDRESS
        await browser.log_in("anna@musterstadt.example", "falsch")

    here = await browser.log_in("anna@musterstadt.example", PASSWORD)
    browser.http.headers["X-Forwarded-For"] = "192.0.2.8"
    elsewhere = await browser.log_in("anna@musterstadt.example", PASSWORD)

    assert (here.status_code, elsewhere.status_code) == (429, 303)
    await browser.http.aclose()
