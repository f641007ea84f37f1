"""Fonts and colours of the pictures, light and dark. The colours are the desk's, where it has one for the purpose."""

from handoff.workbench.dialogue_map.widths import Font

FONTS = {
    "heading": Font(26, bold=True),
    "lead": Font(13),
    "column": Font(12, bold=True),
    "section": Font(13.5, bold=True),
    "about": Font(12),
    "title": Font(13, bold=True),
    "small": Font(10.5),
    "body": Font(12),
    "strong": Font(12, bold=True),
    "name": Font(11, monospaced=True),
    "number": Font(10.5, bold=True),
    "minutes": Font(10.5),
    "soon": Font(10.5, bold=True),
    "urgent": Font(10.5, bold=True),
    "chip": Font(10.5, monospaced=True),
    "button": Font(11),
    "pill": Font(10, bold=True),
}
# The acts of the catalogue, and two ways of going on that aren't acts.
COLOURS = {
    "answer": ("#0f6b63", "#5fc4b6"),
    "guide": ("#0a5ea8", "#6cb8ff"),
    "form": ("#6a3fb0", "#bb9cf5"),
    "handoff": ("#8a5200", "#f0c274"),
    "refuse": ("#6b5a5a", "#c3b1b1"),
    "urgent": ("#b3261e", "#ff9a8f"),
    "none": ("#59645f", "#9eaaa6"),
}
_GROUNDS = {
    "ground": ("#ffffff", "#14181a"),
    "surface": ("#f4f5f4", "#1e2427"),
    "raised": ("#ffffff", "#23292d"),
    "rule": ("#dfe3e1", "#30383c"),
    "track": ("#d3dad7", "#3a444a"),
    "text": ("#1b2422", "#e7eceb"),
    "quiet": ("#59645f", "#9eaaa6"),
    "bot": ("#ebebf4", "#2c2e41"),
    "on": ("#ffffff", "#10181a"),
}
_RULES = """
text{font-family:Arial,Helvetica,"Liberation Sans",sans-serif;fill:var(--text)}
.ground{fill:var(--ground)} .band,.card{fill:var(--surface)} .raised{fill:var(--raised);stroke:var(--rule)}
.said{fill:var(--bot)} .acted{fill:none;stroke:var(--quiet);stroke-dasharray:3 2}
.asked{fill:none;stroke:var(--c)} .linked{fill:none;stroke:var(--rule)}
.stripe,.full,.badge{fill:var(--c)} .ring{fill:var(--ground);stroke:var(--c);stroke-width:1.8}
.request{fill:var(--track)} .divide{stroke:var(--rule);fill:none} .track{stroke:var(--track);stroke-width:1.5;fill:none}
.flow{stroke:var(--c);stroke-width:1.5;fill:none;opacity:.65} .lane{stroke:var(--rule);fill:none}
.tap{fill:none;stroke:var(--c)} .arrow{stroke:var(--quiet);fill:none;stroke-width:1.2}
.lead,.about,.small,.minutes,.column{fill:var(--quiet)} .number,.pill{fill:var(--on)}
.urgent{fill:var(--urgent)} .soon{fill:var(--handoff)} .button{fill:var(--c)} .strong.coloured{fill:var(--c)}
.name,.chip{font-family:ui-monospace,Menlo,Consolas,"Liberation Mono",monospace}
a:hover .card,a:hover .badge,a:focus .badge{opacity:.75}
@page{size:A3 landscape;margin:8mm}
@media print{svg{width:100%;height:100vh}}
"""


def stylesheet() -> str:
    return (
        _variables(":root", 0)
        + f"@media screen and (prefers-color-scheme:dark){{{_variables(':root', 1)}}}"
        + "".join(f".c-{name}{{--c:var(--{name})}}" for name in COLOURS)
        + "".join(_font_rule(kind, font) for kind, font in FONTS.items())
        + _RULES
    )


def _variables(selector: str, theme: int) -> str:
    pairs = "".join(f"--{name}:{values[theme]};" for name, values in {**COLOURS, **_GROUNDS}.items())
    return f"{selector}{{{pairs}}}"


def _font_rule(kind: str, font: Font) -> str:
    return f"text.{kind}{{font-size:{font.size}px{';font-weight:bold' if font.bold else ''}}}"
