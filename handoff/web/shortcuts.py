"""The keys that do something, as their sheet shows them. What a single key presses names it as `data-key`."""

# Group and, for each of its keys, how it is written and the key of its words under `keys`.
SHORTCUTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "everywhere",
        (
            ("?", "sheet"),
            ("Ctrl K", "palette"),
            ("/", "search"),
            ("Alt ↓", "next"),
            ("Alt ↑", "previous"),
            ("c", "chats"),
            ("m", "customers"),
            ("k", "calendar"),
            ("f", "statistics"),
            ("v", "administration"),
        ),
    ),
    (
        "chat",
        (
            ("t", "take"),
            ("r", "reply"),
            ("n", "note"),
            ("w", "transfer"),
            ("s", "snooze"),
            ("l", "labels"),
            ("p", "put_back"),
            ("b", "return"),
            ("e", "close"),
            ("h", "hints"),
        ),
    ),
    ("composer", (("Enter", "send"), ("Shift Enter", "line"), ("Ctrl J", "blocks"))),
)
