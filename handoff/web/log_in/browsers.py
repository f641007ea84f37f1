"""Which browser a log-in is from, coarsely: enough for its owner to know it again. Nothing of the header is kept."""

# In this order: each says it is also those below.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_of(user_agent: str) -> str:
    """As "Firefox, Linux"; empty if neither is known."""
    found = (next((name for mark, name in names.items() if mark in user_agent), None) for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)
