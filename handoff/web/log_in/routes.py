"""Everything with an address on the way in."""

from handoff.web.log_in import invitations, log_ins

RESOURCES = (
    log_ins,
    invitations,
)
