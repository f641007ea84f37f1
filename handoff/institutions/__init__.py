"""Institutions as files: what one says, made and brought up to date in the database."""

from handoff.institutions.creation import create_institution
from handoff.institutions.facts import Facts
from handoff.institutions.file import InstitutionFile, UserEntry, read_institution
from handoff.institutions.renewal import renew_institution
from handoff.institutions.staff import add_user

__all__ = [
    "Facts",
    "InstitutionFile",
    "UserEntry",
    "add_user",
    "create_institution",
    "read_institution",
    "renew_institution",
]
