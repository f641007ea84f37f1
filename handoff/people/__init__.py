"""The people at the desk and their teams: invited, given roles, kept out and let in again; one function an act.

All take the session, in its transaction, and `by` or `user`: who does it. That he may do it at all, his right says,
which the caller has checked for the institution.
"""

from handoff.people.faults import Fault
from handoff.people.invitations import Invited, accept, find_invited, invite, renew
from handoff.people.log_ins import end_log_ins, sign_out
from handoff.people.passwords import SHORTEST_PASSWORD, fault_of
from handoff.people.reach import member, staff_member
from handoff.people.roles import Place, add_guest, set_places
from handoff.people.suspension import reinstate, suspend
from handoff.people.teams import TeamWishes, change_team, company_of, create_team, delete_team, find_team, open_chats_of
from handoff.people.users import change_own, change_password, change_user

__all__ = [
    "SHORTEST_PASSWORD",
    "Fault",
    "Invited",
    "Place",
    "accept",
    "add_guest",
    "change_own",
    "change_password",
    "TeamWishes",
    "change_team",
    "change_user",
    "company_of",
    "create_team",
    "delete_team",
    "end_log_ins",
    "fault_of",
    "find_invited",
    "find_team",
    "invite",
    "member",
    "open_chats_of",
    "reinstate",
    "renew",
    "set_places",
    "sign_out",
    "staff_member",
    "suspend",
]
