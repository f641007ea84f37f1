"""The persons of the core system: looked for at the desk, assigned to chat customers, kept by files and by API."""

from handoff.records.assigning import AlreadyAssigned, NotAssigned, assign, undo
from handoff.records.csv_file import MOST_LINES, BadFile, Fault, ReadFile, read_csv
from handoff.records.entry import CustomerNumber, RecordEntry, RecordValues
from handoff.records.finding import Search, advisor_of_customer, find, read_search, record_of_customer
from handoff.records.importing import ImportGone, Trial, drop_old_files, take_import, try_import
from handoff.records.storing import CORE_SYSTEM, By, Difference, Stored, UnknownAdvisor, put_records, remove_record
from handoff.records.tokens import Holder, make_token, token_holder, withdraw_token

__all__ = [
    "CORE_SYSTEM",
    "MOST_LINES",
    "AlreadyAssigned",
    "BadFile",
    "By",
    "CustomerNumber",
    "Difference",
    "Fault",
    "Holder",
    "ImportGone",
    "NotAssigned",
    "ReadFile",
    "RecordEntry",
    "RecordValues",
    "Search",
    "Stored",
    "Trial",
    "UnknownAdvisor",
    "advisor_of_customer",
    "assign",
    "drop_old_files",
    "find",
    "make_token",
    "put_records",
    "read_csv",
    "read_search",
    "record_of_customer",
    "remove_record",
    "take_import",
    "token_holder",
    "try_import",
    "undo",
    "withdraw_token",
]
