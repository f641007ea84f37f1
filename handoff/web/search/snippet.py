"""A few words around what was found, with the found ones marked; all of it escaped."""

from markupsafe import Markup, escape

# Marks that no message may hold itself.
START, STOP = "\x02", "\x03"
OPTIONS = f"StartSel={START}, StopSel={STOP}, MaxFragments=2, MaxWords=24, MinWords=12, FragmentDelimiter=' … '"


def marked(headline: str) -> Markup:
    """An unfinished mark ends with the text."""
    first, *found = headline.split(START)
    html = escape(first.replace(STOP, ""))
    for piece in found:
        hit, _, rest = piece.partition(STOP)
        html += Markup("<mark>{}</mark>{}").format(hit, rest.replace(STOP, ""))
    return html
