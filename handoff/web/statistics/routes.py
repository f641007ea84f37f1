"""Everything with an address in the statistics."""

from handoff.web.statistics import agent_figures, centres, files, overview

RESOURCES = (overview, files, agent_figures, centres)
