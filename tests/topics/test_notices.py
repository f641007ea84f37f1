"""Notices off at a word, and on again only for who had agreed to them before."""

import pytest
from sqlalchemy import select

from actions.notices import StartNotices, StopNotices
from handoff.models import Consent, ConsentKind
from tests.topics.test_actions import heard, said_by


@pytest.fixture
async def agreed(turn):
    turn.session.add(
        Consent(customer_id=turn.customer.id, kind=ConsentKind.NOTIFICATIONS, version="3", given_at=turn.now)
    )
    await turn.session.flush()


async def living(turn):
    wanted = select(Consent.version).where(Consent.kind == ConsentKind.NOTIFICATIONS, Consent.revoked_at.is_(None))
    return list(await turn.session.scalars(wanted))


async def test_notices_stop_for_good(turn, agreed):
    names, *_ = await said_by(StopNotices(), heard("stop_notices"))
    await said_by(StopNotices(), heard("stop_notices"))

    assert names == ["utter_notices_stopped"]
    assert await living(turn) == []


async def test_notices_come_again_to_the_text_that_was_agreed_to(turn, agreed):
    await said_by(StopNotices(), heard("stop_notices"))

    names, *_ = await said_by(StartNotices(), heard("start_notices"))

    assert names == ["utter_notices_started"]
    assert await living(turn) == ["3"]


async def test_who_never_agreed_is_told_how_to(turn):
    names, *_ = await said_by(StartNotices(), heard("start_notices"))

    assert names == ["utter_notices_never"]
    assert await living(turn) == []
