"""How often what happened, since the start or the last reset."""

from collections import Counter
from collections.abc import Mapping


class Counters:
    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, part: str | int = "", *, times: int = 1) -> None:
        self._counts[name, str(part)] += times

    def shown(self) -> Mapping[str, object]:
        """`{"sends": 3, "errors": {"131056": 1}}`: parts of a name become an object."""
        shown: dict[str, object] = dict.fromkeys(("sends", "reads", "typing", "inbound"), 0)
        shown |= {"errors": {}, "failed": {}, "statuses": {}, "webhooks": {}}
        for (name, part), count in self._counts.items():
            if part:
                shown.setdefault(name, {})[part] = count  # type: ignore[index]  # names with parts hold objects only
            else:
                shown[name] = count
        return shown

    def clear(self) -> None:
        self._counts.clear()
