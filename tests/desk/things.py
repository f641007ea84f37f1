"""Every route of the desk, and one of each thing that their paths name."""

import itertools
from datetime import timedelta
from uuid import uuid4

from handoff.models import (
    Absence,
    Advisor,
    Branch,
    Conversation,
    Event,
    Handoff,
    HandoffReason,
    Institution,
    Label,
    Media,
    MediaState,
    Owner,
    RecordToken,
    Session,
    Shift,
    Team,
    TextBlock,
    User,
    WebhookDelivery,
    WebhookEvent,
    WebhookSubscription,
)
from handoff.people import renew

days = itertools.count(1)
PUBLIC = ("/login", "/login/language", "/invitation/", "/termin/", "/assets", "/vendor")


def routes_of(app):
    """Method and path of each route behind the log-in, with `{chat_id}` and the like for parameters."""
    for route in app.router.routes:
        path = "/" + route.path
        if path.startswith(PUBLIC):
            continue
        for parameter in route.params.values():
            path = path.replace(f"<{parameter.name}:{parameter.label}>", f"{{{parameter.name}}}")
        yield next(method for method in ("GET", "POST") if method in route.methods), path


async def one_of_each(world):
    """Of what belongs to Musterstadt, as parameters for paths."""
    chat = await world.held("anna")
    message = await world.message(chat, kind="document", body="")
    media = Media(
        id=uuid4(),
        message_id=message,
        number_id=world.numbers["musterstadt"],
        media_id="1",
        mime_type="image/png",
        state=MediaState.STORED,
        due_at=world.clock(),
        content=b"\x89PNG\r\n\x1a\n",
    )
    takeover = Handoff(
        id=uuid4(),
        institution_id=world.institutions["musterstadt"],
        conversation_id=chat,
        reason=HandoffReason.STEPPED_IN,
        from_owner=Owner.AGENT,
        to_owner=Owner.AGENT,
        from_agent_id=world.users["anna"],
        to_agent_id=world.users["carla"],
        at=world.clock(),
    )
    async with world.sessions.begin() as session:
        session.add_all([media, takeover])
    callback = await world.callback()
    advisor, event = await world.advisor(slug=uuid4().hex), await world.event(slug=uuid4().hex)
    return {
        **(await people_of(world)),
        **(await set_up(world)),
        **(await planned(world)),
        "chat_id": chat,
        "customer_id": (await world.get(Conversation, chat)).customer_id,
        "handoff_id": takeover.id,
        "callback_id": callback,
        "appointment_id": await world.appointment(advisor, chat, starts_at=world.clock() + timedelta(days=1)),
        "sign_up_id": await world.sign_up(event, chat),
        "media_id": media.id,
        "message_id": message,
        "template_id": await world.template(name=f"t_{uuid4().hex}"),
        "name": "waiting",
        "path": "x",
    }


async def people_of(world):
    """Somebody to be administered, with a log-in and an invitation, and a team that can be deleted."""
    user = User(
        organisation_id=world.institutions["musterstadt"], email=f"{uuid4().hex}@musterstadt.example", name="Neu Hier"
    )
    team = Team(institution_id=world.institutions["musterstadt"], slug=uuid4().hex, name=uuid4().hex, hours="24/7")
    async with world.sessions.begin() as session:
        session.add_all([user, team])
        await session.flush()
        made = {"created_at": world.clock(), "user_id": user.id}
        log_in = Session(token_hash=uuid4().bytes, seen_at=world.clock(), **made)
        invited = await renew(session, user, by=user, now=world.clock())
        session.add(log_in)
    return {"user_id": user.id, "team_id": team.id, "log_in_id": log_in.id, "token": invited.token}


async def planned(world):
    """A shift, and an absence of that day, of Anna's; each time on another day."""
    team, institution = world.teams["musterstadt/service"], world.institutions["musterstadt"]
    async with world.sessions.begin() as session:
        start = world.clock() + timedelta(days=next(days))
        made = {"institution_id": institution, "user_id": world.users["anna"], "starts_at": start}
        shift = Shift(id=uuid4(), team_id=team, ends_at=start + timedelta(hours=8), **made)
        day = start.date()
        absence = Absence(id=uuid4(), first_day=day, last_day=day, ends_at=start + timedelta(days=1), **made)
        session.add_all([shift, absence])
    return {"shift_id": shift.id, "absence_id": absence.id}


async def set_up(world):
    """What administrators set up."""
    institution = world.institutions["musterstadt"]
    branch = Branch(
        institution_id=institution, slug=uuid4().hex, name="A", street="A", postcode="1", city="A", hours="24/7"
    )
    label = Label(institution_id=institution, name=uuid4().hex)
    block = TextBlock(
        institution_id=institution,
        shortcut=uuid4().hex,
        title="A",
        bodies={"de": "A"},
        changed_at=world.clock(),
        file_name="a.png",
        mime_type="image/png",
        content=b"\x89PNG\r\n\x1a\n",
    )
    event = Event(
        institution_id=institution,
        slug=uuid4().hex,
        title={"de": "A", "en": "A"},
        description={"de": "A", "en": "A"},
        place="A",
        starts_at=world.clock() + timedelta(days=1),
        ends_at=world.clock() + timedelta(days=2),
        places=1,
    )
    async with world.sessions.begin() as session:
        token = RecordToken(
            institution_id=institution,
            name="A",
            token_hash=uuid4().bytes,
            made_by_id=world.users["adam"],
            created_at=world.clock(),
        )
        webhook = WebhookSubscription(
            institution_id=institution,
            name="A",
            address="https://a.example/",
            secret=b"sealed",
            events=["callback.created"],
            created_by_id=world.users["adam"],
            created_at=world.clock(),
        )
        session.add_all([branch, label, block, event, token, webhook])
        await session.flush()
        delivery = WebhookDelivery(
            institution_id=institution,
            subscription_id=webhook.id,
            event=WebhookEvent.CALLBACK_CREATED,
            at=world.clock(),
        )
        session.add(delivery)
        advisor = Advisor(
            institution_id=institution,
            branch_id=branch.id,
            slug=uuid4().hex,
            name="A",
            topics=[],
            meetings=[],
            hours="24/7",
        )
        session.add(advisor)
        owner = await session.get_one(Institution, institution)
        owner.announcements = [
            {
                "slug": "news",
                "topics": [],
                "from": "2026-01-01T00:00:00",
                "until": "2027-01-01T00:00:00",
                "de": "A",
                "en": "A",
            }
        ]
    return {
        "branch_id": branch.id,
        "label_id": label.id,
        "block_id": block.id,
        "event_id": event.id,
        "advisor_id": advisor.id,
        "number_id": world.numbers["musterstadt"],
        "record_token_id": token.id,
        "webhook_id": webhook.id,
        "delivery_id": delivery.id,
        "slug": "news",
        "text": "utter_greet",
    }
