"""An institution's file beside what has been changed at the desk since it was last read: neither overwrites the other
in silence.
"""

from collections.abc import Mapping
from typing import Any

from handoff.models.base import JSON


class Merge:
    """Three ways, place by place (“facts.email”, “branches.mitte.hours”). `former`: what the file said last time.

    Where the file says the same as then, the desk's value stays; where the desk has changed nothing, the file's new one
    comes. Where both have changed it the desk's stays, and the place is among `kept`; with `overwrite` the file wins.
    `said`: what the file says now, to be remembered.
    """

    def __init__(self, former: Mapping[str, Any], *, overwrite: bool = False):
        self._former = former
        self._overwrite = overwrite
        self.said: JSON = {}
        self.kept: list[str] = []

    def value(self, place: str, *, here: Any, file: Any) -> Any:
        """`here`: as it stands in the database; None: there is nothing."""
        self.said[place] = file
        # Without a memory this is the first time, and then nobody can have changed anything at the desk.
        former = self._former.get(place) if self._former else here
        if self._overwrite or here == file:
            return file
        if place in self._former and file == former:
            return here
        if here == former:
            return file
        self.kept.append(place)
        return here

    def suppose(self, place: str, usual: Mapping[str, Any]) -> None:
        """What the file, when it was read last, said by leaving it out of what it named at `place`."""
        if any(key.startswith(f"{place}.") for key in self._former):
            self._former = {f"{place}.{name}": value for name, value in usual.items()} | {**self._former}

    def is_new(self, place: str, *, file: Any) -> bool:
        """Whether the file names it for the first time: for what it only makes, and the desk alone changes."""
        self.said[place] = file
        return place not in self._former

    def remember(self, place: str) -> None:
        """What was said of all at `place`, also if the file says nothing of it now."""
        self.said |= {key: value for key, value in self._former.items() if key.startswith(f"{place}.")}

    def is_gone(self, place: str, values: Mapping[str, Any]) -> bool:
        """Whether what the file names at `place` and isn't there was removed at the desk, and shall stay so."""
        said = {f"{place}.{name}": value for name, value in values.items()}
        former = {key: value for key, value in self._former.items() if key.startswith(f"{place}.")}
        if self._overwrite or not former:
            return False
        self.said |= said
        if said != former:
            self.kept.append(place)
        return True

    def drops(self, place: str, *, here: Any) -> bool:
        """Whether the file has taken out what it named at `place` before, and the desk has left that as it was."""
        if place in self.said or place not in self._former:
            return False
        if self._overwrite or here == self._former[place]:
            return True
        self.kept.append(place)
        return False
