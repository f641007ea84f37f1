"""Links that customers open, signed and expiring; and the one by which a colleague comes in."""

from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from handoff.errors import NotFound

APPOINTMENT_LINK_LIFE = timedelta(days=90)


class Links:
    """`base_url`: where browsers reach us, without a slash at the end."""

    def __init__(self, base_url: str, *, secret_key: str):
        self._base_url = base_url
        self._signer = URLSafeSerializer(secret_key, salt="customer link")

    def appointment(self, appointment_id: UUID, *, now: datetime) -> str:
        until = int((now + APPOINTMENT_LINK_LIFE).timestamp())
        return f"{self._base_url}/termin/{self._signer.dumps([appointment_id.hex, until])}.ics"

    def invitation(self, token: str) -> str:
        return f"{self._base_url}/invitation/{token}"

    def read_appointment(self, token: str, *, now: datetime) -> UUID:
        """Raises NotFound for a link that we didn't sign or that is too old."""
        try:
            appointment_id, until = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError) as error:
            raise NotFound("no such link") from error
        if now.timestamp() > until:
            raise NotFound("this link has expired")
        return UUID(appointment_id)
