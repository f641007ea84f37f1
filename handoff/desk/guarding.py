"""What people write for each other passes the guard, too: nothing confidential is stored."""

from collections.abc import Sequence

from handoff.desk.replying import ConfidentialReply
from handoff.guard import mask, spans


def refuse_confidential(text: str, *, earlier: Sequence[str] = ()) -> None:
    """By itself, and as the end of what its author has just written (`earlier`, oldest first).

    Raises ConfidentialReply.
    """
    masked = mask(text)
    if not masked.finds and earlier:
        masked = spans([*earlier, text])[-1]
    if masked.finds:
        raise ConfidentialReply(tuple(dict.fromkeys(find.kind for find in masked.finds)), masked.text)
