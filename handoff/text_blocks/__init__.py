"""Text blocks: found by what is typed, filled in for a chat, counted when they are sent."""

from handoff.institutions.variables import BodyProblem, placeholders, problems_of
from handoff.text_blocks.counting import count_uses
from handoff.text_blocks.filling import Ask, Part, fill
from handoff.text_blocks.ranking import Place, ranked
from handoff.text_blocks.reading import blocks_for
from handoff.text_blocks.values import Values, values_for

__all__ = [
    "Ask",
    "BodyProblem",
    "Part",
    "Place",
    "Values",
    "blocks_for",
    "count_uses",
    "fill",
    "placeholders",
    "problems_of",
    "ranked",
    "values_for",
]
