"""Shows Rasa one domain where there are many files: `domain.yml`, and `data/<topic>/` with a topic's own parts."""

import copy
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import rasa.shared.data
import rasa.shared.utils.io
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.exceptions import RasaException
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

DOMAINS = ("domain.yml", "responses.yml")
OURS = (*DOMAINS, "tests.yml", "catalogue.yml")


class TopicImporter(RasaFileImporter):  # type: ignore[misc]  # Rasa has no types
    """Domains and responses are merged; `tests.yml` and `catalogue.yml` are ours and never reach Rasa."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        self.config_file = config_file
        self._domain_path = domain_path
        files = [
            file
            for file in rasa.shared.data.get_data_files(training_data_paths, lambda file: True)
            if Path(file).name not in OURS
        ]
        self._nlu_files = [file for file in files if rasa.shared.data.is_nlu_file(file)]
        self._story_files = [file for file in files if YAMLStoryReader.is_stories_file(file)]
        self._conversation_test_files = [file for file in files if YAMLStoryReader.is_test_stories_file(file)]

    def get_domain(self) -> Domain:
        return Domain.from_dict(copy.deepcopy(self._domain)) if self._domain_path else Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        _refuse_conversation_start(self._story_files)
        return super().get_stories(exclusion_percentage)

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        return copy.deepcopy(self._nlu)

    # Rasa asks many times and changes what it is given, and parsing YAML takes most of a training
    @cached_property
    def _nlu(self) -> TrainingData:
        return super().get_nlu_data()

    @cached_property
    def _domain(self) -> dict[str, Any]:
        top = Path(str(self._domain_path))
        files = [top, *(file for name in DOMAINS for file in sorted(top.parent.glob(f"data/*/{name}")))]
        domains = [Domain.from_path(file) for file in files]
        _refuse_doubles(domains)
        merged = Domain.empty()
        for domain in domains:
            merged = merged.merge(domain)
        return dict(merged.as_dict())


def _refuse_doubles(domains: Iterable[Domain]) -> None:
    """Rasa would silently keep one of two responses, slots or forms of the same name."""
    count = Counter(
        f"{kind[:-1]} {name}"
        for domain in domains
        for kind in ("responses", "slots", "forms")
        for name in domain.as_dict().get(kind) or {}
    )
    doubles = sorted(name for name, times in count.items() if times > 1)
    if doubles:
        raise RasaException(f"Defined in more than one place of domain.yml and data/: {', '.join(doubles)}.")


def _refuse_conversation_start(files: Iterable[str]) -> None:
    """The dialogue state keeps no earlier turn, so each turn would be a conversation's start."""
    for file in files:
        for rule in rasa.shared.utils.io.read_yaml_file(file).get("rules") or []:
            if rule.get("conversation_start"):
                raise RasaException(
                    f"Rule {rule['rule']!r} in {file} asks for conversation_start, which no turn knows."
                )
