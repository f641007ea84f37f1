"""What handling a message needs besides its transaction."""

from dataclasses import dataclass

from bot.engine import Bot
from handoff.catalogue import Catalogue
from handoff.clock import Clock
from handoff.links import Links
from handoff.vault import Vault


@dataclass(frozen=True, slots=True)
class Tools:
    bot: Bot | None
    catalogue: Catalogue
    vault: Vault
    links: Links
    clock: Clock
