"""Chats find people: what handoff/routing decides, carried out in one transaction each time."""

from handoff.assigning.expecting import wait_in
from handoff.assigning.giving import Router, waiting_teams
from handoff.assigning.keeping import keep
from handoff.assigning.opening import open_queues
from handoff.assigning.taking_away import take_away

__all__ = ["Router", "keep", "open_queues", "take_away", "wait_in", "waiting_teams"]
