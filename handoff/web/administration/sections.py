"""The parts of the administration, each with the right that opens it."""

from dataclasses import dataclass

from handoff.access import Access, Right


@dataclass(frozen=True, slots=True)
class Section:
    """`key`: of its title under `administration.section`."""

    key: str
    path: str
    right: Right


SECTIONS: tuple[Section, ...] = (
    Section("people", "/desk/administration/people", Right.PEOPLE),
    Section("teams", "/desk/administration/teams", Right.PEOPLE),
    Section("profile", "/desk/administration/profile", Right.INSTITUTION),
    Section("bot_texts", "/desk/administration/bot-texts", Right.INSTITUTION),
    Section("branches", "/desk/administration/branches", Right.INSTITUTION),
    Section("preview", "/desk/administration/preview", Right.INSTITUTION),
    Section("announcements", "/desk/administration/announcements", Right.INSTITUTION),
    Section("advisors", "/desk/administration/advisors", Right.INSTITUTION),
    Section("events", "/desk/administration/events", Right.INSTITUTION),
    Section("routing", "/desk/administration/routing", Right.INSTITUTION),
    Section("customer_views", "/desk/administration/customer-views", Right.INSTITUTION),
    Section("records", "/desk/administration/records", Right.RECORD_FILE),
    Section("webhooks", "/desk/administration/webhooks", Right.WEBHOOKS),
    Section("text_blocks", "/desk/administration/text-blocks", Right.TEXTS),
    Section("labels", "/desk/administration/labels", Right.TEXTS),
    Section("account", "/desk/administration/account", Right.CHANNEL),
    Section("whatsapp_profile", "/desk/administration/whatsapp-profile", Right.CHANNEL),
    Section("click_to_chat", "/desk/administration/click-to-chat", Right.CHANNEL),
    Section("audit", "/desk/administration/audit", Right.AUDIT),
)


def sections_of(access: Access) -> tuple[Section, ...]:
    return tuple(section for section in SECTIONS if access.may(section.right))
