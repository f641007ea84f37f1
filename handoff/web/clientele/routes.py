"""Everything with an address in an advisor's own view."""

from handoff.web.clientele import overview

RESOURCES = (overview,)
