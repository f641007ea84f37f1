"""What every page of the desk works with."""

from dataclasses import dataclass

from handoff.catalogue import Catalogue
from handoff.clock import Clock
from handoff.database import Sessions
from handoff.links import Links
from handoff.realtime import Realtime
from handoff.vault import Vault
from handoff.web.finishing import Finishing
from handoff.web.live.wakes import Wakes
from handoff.web.log_in.throttle import Throttle
from handoff.web.pages import Pages


@dataclass(frozen=True, slots=True)
class Desk:
    """`is_secure`: browsers come by https, so cookies and headers say so."""

    sessions: Sessions
    realtime: Realtime
    vault: Vault
    clock: Clock
    catalogue: Catalogue
    links: Links
    pages: Pages
    wakes: Wakes
    throttle: Throttle
    finish: Finishing
    is_secure: bool
