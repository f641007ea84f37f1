"""What is wrong with an absence beyond a key and values."""

from handoff.deputies import StandsIn
from handoff.people import Fault


class Circle(Fault):
    """The deputy would stand in for himself in the end. `links`: who stands in for whom, when."""

    def __init__(self, links: tuple[StandsIn, ...]):
        super().__init__("deputy_id", "deputy_circle")
        self.links = links
