"""The institution's advisors as they may be named, and one's own."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from handoff.advisor_names import Named, who_is_meant
from handoff.context import TurnContext, current_turn
from handoff.models import Advisor
from handoff.records import advisor_of_customer


async def advisors_of(turn: TurnContext) -> Sequence[Advisor]:
    wanted = select(Advisor).where(Advisor.institution_id == turn.institution.id).order_by(Advisor.name, Advisor.slug)
    return list(await turn.session.scalars(wanted.options(joinedload(Advisor.branch))))


async def names_advisor(text: str) -> bool:
    """Whether somebody of ours is named so plainly that nothing else can be meant."""
    meant = who_is_meant(text, named(await advisors_of(current_turn())))
    return bool(meant.keys) and meant.is_announced


async def own_advisor(turn: TurnContext) -> Advisor | None:
    """By the record that somebody at the desk has assigned the customer to."""
    advisor_id = await advisor_of_customer(turn.session, turn.customer.id)
    return await turn.session.get(Advisor, advisor_id) if advisor_id else None


def named(advisors: Iterable[Advisor]) -> list[Named[str]]:
    """By their slugs."""
    return [Named(one.slug, one.name, f"{one.branch.name} {one.branch.city}") for one in advisors]


def of_slugs(advisors: Iterable[Advisor], slugs: Sequence[str]) -> list[Advisor]:
    """In the order of the slugs; who has left the institution meanwhile is missing."""
    by_slug = {one.slug: one for one in advisors}
    return [by_slug[slug] for slug in slugs if slug in by_slug]
