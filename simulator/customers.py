"""A customer with a phone: who he is to Meta, and how his phone behaves."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class Customer:
    """``hides_phone``: a username user, whose number no webhook shows (contract, section 6).

    ``receipts``: his phone tells when he has read. ``online``: it is switched on and receives."""

    id: str
    name: str
    wa_id: str | None
    user_id: str
    username: str | None = None
    hides_phone: bool = False
    receipts: bool = True
    online: bool = True
    on_whatsapp: bool = True
    takes_marketing: bool = True
    number: str = ""

    def ids(self, *, with_user_id: bool = True) -> dict[str, str]:
        ids = {"wa_id": self.wa_id} if self.wa_id and not self.hides_phone else {}
        return ids | ({"user_id": self.user_id} if with_user_id or not ids else {})

    def contact(self, *, with_user_id: bool = True) -> dict[str, Any]:
        profile = {"name": self.name} | ({"username": f"@{self.username}"} if self.username else {})
        return {"profile": profile, **self.ids(with_user_id=with_user_id)}

    def shown(self) -> dict[str, Any]:
        return asdict(self)
