"""An appointment as an iCalendar file (RFC 5545), for the customer's own calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from handoff.appointments.labels import topic_label
from handoff.models import Appointment, AppointmentState, Branch, Institution, Meeting

SUMMARY = {"de": "Beratung: {topic} ({institution})", "en": "Consultation: {topic} ({institution})"}
PLACE = {
    Meeting.PHONE: {"de": "Telefon: Wir rufen Sie an.", "en": "Phone: we will call you."},
    Meeting.VIDEO: {"de": "Video: Den Link erhalten Sie vorab.", "en": "Video: you will get the link beforehand."},
}
ADVISOR = {"de": "Ihr Gespräch mit {advisor}.", "en": "Your meeting with {advisor}."}
REMINDER = timedelta(hours=-2)


def as_ics(appointment: Appointment, *, institution: Institution, language: str, now: datetime) -> bytes:
    """Needs `appointment.advisor.branch` loaded. The UID stays, the SEQUENCE counts each change: calendars follow."""
    calendar = Calendar()
    calendar.add("prodid", "-//Schalter//DE")
    calendar.add("version", "2.0")
    cancelled = appointment.state is AppointmentState.CANCELLED
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    event = _event(appointment, institution, language, now)
    if not cancelled:
        event.add_component(_reminder(str(event["summary"])))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def place(meeting: Meeting, branch: Branch, language: str) -> str:
    if meeting is Meeting.BRANCH:
        return f"{branch.name}, {branch.street}, {branch.postcode} {branch.city}"
    return PLACE[meeting][language]


def _event(appointment: Appointment, institution: Institution, language: str, now: datetime) -> Event:
    zone = ZoneInfo(institution.zone)
    name = str(institution.facts["institution_name"])
    event = Event()
    event.add("uid", f"{appointment.id}@schalter")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", appointment.ends_at.astimezone(zone))
    event.add("summary", SUMMARY[language].format(topic=topic_label(appointment.topic, language), institution=name))
    event.add("description", ADVISOR[language].format(advisor=appointment.advisor.name))
    event.add("location", place(appointment.meeting, appointment.advisor.branch, language))
    event.add("status", "CANCELLED" if appointment.state is AppointmentState.CANCELLED else "CONFIRMED")
    event.add("organizer", _organiser(institution, name))
    return event


def _organiser(institution: Institution, name: str) -> vCalAddress:
    organiser = vCalAddress(f"mailto:{institution.facts['email']}")
    organiser.params["cn"] = vText(name)
    return organiser


def _reminder(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", REMINDER)
    return alarm
