"""Everything with an address that is about oneself."""

from handoff.web.profile import absences, languages, notice_settings, presences, profiles

RESOURCES = (
    languages,
    presences,
    notice_settings,
    profiles,
    absences,
)
