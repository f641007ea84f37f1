"""The institution's own record, as it is set up at the desk: facts, notice, the bot's texts, what agents may see."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from handoff.access import CUSTOMER_VIEWS, CustomerView, Right
from handoff.institutions.reach import locked_institution, record
from handoff.institutions.texts import own_texts
from handoff.models import Institution, Role, User


async def change_facts(
    session: AsyncSession, institution_id: UUID, facts: Mapping[str, Any], *, user: User, now: datetime
) -> Institution:
    """Those that are given; the others stay. Raises NotFound."""
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    former = institution.facts
    institution.facts = {**former, **facts}
    record(session, institution, "change_facts", user, now, before=former, after=institution.facts)
    return institution


async def change_notice(
    session: AsyncSession, institution_id: UUID, *, version: str, user: User, now: datetime
) -> Institution:
    """With another version each customer is shown the first contact once more. Raises NotFound."""
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    former = {"notice_version": institution.notice_version}
    institution.notice_version = version
    record(session, institution, "change_notice", user, now, before=former, after={"notice_version": version})
    return institution


async def change_text(
    session: AsyncSession, institution_id: UUID, name: str, texts: Mapping[str, str], *, user: User, now: datetime
) -> Institution:
    """Own words for a response, by language; the bot's own words aren't kept as such. Raises NotFound, KeyError.

    The audit list has what was said before and is said now, whosever words it is.
    """
    usual = own_texts()[name].usual
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    former = institution.texts
    own = {language: text for language, text in texts.items() if text and text != usual[language]}
    institution.texts = {key: value for key, value in {**former, name: own}.items() if value}
    was, is_now = ({name: {**usual, **kept.get(name, {})}} for kept in (former, institution.texts))
    record(session, institution, "change_text", user, now, before=was, after=is_now)
    return institution


async def change_customer_views(
    session: AsyncSession, institution_id: UUID, views: Mapping[Role, CustomerView], *, user: User, now: datetime
) -> Institution:
    """Where a role sees what is usual, nothing is kept. Raises NotFound."""
    institution = await locked_institution(session, user, Right.INSTITUTION, institution_id)
    usual = {role.value: CUSTOMER_VIEWS[role].value for role in views}
    former = institution.customer_views
    institution.customer_views = {
        role.value: view.value for role, view in views.items() if view is not CUSTOMER_VIEWS[role]
    }
    was, is_now = usual | former, usual | institution.customer_views
    record(session, institution, "change_customer_views", user, now, before=was, after=is_now)
    return institution
