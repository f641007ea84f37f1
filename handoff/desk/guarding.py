"""The guard over what people write down beside the chats."""

from handoff.desk.replying import ConfidentialReply
from handoff.guard import mask


def check_note(text: str) -> None:
    """Raises ConfidentialReply."""
    masked = mask(text)
    if masked.finds:
        raise ConfidentialReply(tuple(dict.fromkeys(find.kind for find in masked.finds)), masked.text)
