"""Makes Rasa 3.6.21 importable beside today's libraries. Import it before anything of `rasa`.

Rasa's open source line ended with 3.6.21, so all of this is bound to exactly that version.

Stand-ins, installed here, for what Rasa imports and a rule bot never uses:
- TensorFlow and Keras, channels (Slack, Twilio, …), brokers and stores (Kafka, RabbitMQ, MongoDB, DynamoDB, S3).
- `packaging.version.LegacyVersion` and `numpy.VisibleDeprecationWarning`, names that newer releases dropped.

What is patched or overridden, and where (`tests/bot/test_rasa_source.py` holds a hash of each original):
- `RemoteAction._validate_action_result`, patched in `bot/endpoint.py`: Rasa checks the JSON schema itself for every
  action, which takes 20 ms; here the validator is compiled once.
- `MessageProcessor._run_action`, in `bot/processor.py`: Rasa logs an action's exception and goes on in silence.
- `TemplatedNaturalLanguageGenerator._random_response_for` and `_fill_response`, in `bot/responses.py`: Rasa logs
  an unknown response or placeholder and sends nothing, or the bare template.
- `RasaFileImporter.__init__`, `get_domain`, `get_stories` and `get_nlu_data`, in `bot/importer.py`: one folder a topic.
- `WhitespaceTokenizer.tokenize`, `CountVectorsFeaturizer._create_features`, `LogisticRegressionClassifier.process`
  and `.load`, `RulePolicy._predict` and `._rule_key_to_state`, in `bot/components/`: umlauts, emojis, speed, texts
  without features, a fallback that can't loop.
- `EndpointConfig.request`, in `bot/endpoint.py`: actions run in this process. `OutputChannel.send_response`, in
  `bot/processor.py`: nothing is sent, replies are read from the turn's events.
- `structlogger` of Rasa's modules and `raise_warning`, replaced in `bot/watch.py`: they quote customers' texts, and
  what is an error passes in silence.
"""

import importlib.machinery
import importlib.metadata
import os
import sys
import types
import warnings
from collections.abc import Sequence
from typing import Any

RASA = "3.6.21"
UNUSED = frozenset(
    """
    tensorflow tensorflow_text tensorflow_hub tensorflow_addons keras
    aiogram fbmessenger mattermostwrapper rocketchat_API slack slack_sdk twilio webexteamssdk
    aio_pika aiormq boto3 botocore confluent_kafka pika psycopg2 pymongo
    """.split()
)


class _AnythingMeta(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class Anything(metaclass=_AnythingMeta):
    """A class that can be subclassed, called, used as a decorator and asked for any attribute."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return args[0] if args and callable(args[0]) else Anything()

    def __class_getitem__(cls, item: Any) -> Any:
        return cls

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class _StubModule(types.ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class _StubFinder:
    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:
        if name.split(".")[0] in UNUSED:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)  # type: ignore[arg-type]  # duck-typed
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _StubModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == "tensorflow":
            module.__dict__.update(is_tensor=lambda value: False, __version__="0")  # both asked by matplotlib


def install() -> None:
    """Raises RuntimeError when another Rasa than 3.6.21 is installed."""
    _check_version()
    os.environ.update(RASA_TELEMETRY_ENABLED="false", SQLALCHEMY_SILENCE_UBER_WARNING="1")
    if not any(isinstance(finder, _StubFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _StubFinder())
    _restore_dropped_names()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa's own imports use what today's libraries deprecate
        import rasa.core.processor  # noqa: F401


def _check_version() -> None:
    found = importlib.metadata.version("rasa")
    if found != RASA:
        raise RuntimeError(
            f"bot/ is written for Rasa {RASA}, but {found} is installed: it overrides internals that may have changed. "
            f"Install the locked requirements, or go through the list in bot/compat.py and raise RASA."
        )


def _restore_dropped_names() -> None:
    import numpy
    import packaging.version

    if not hasattr(packaging.version, "LegacyVersion"):
        packaging.version.LegacyVersion = type("LegacyVersion", (packaging.version.Version,), {})  # type: ignore[attr-defined]  # gone since 22
    if not hasattr(numpy, "VisibleDeprecationWarning"):
        numpy.VisibleDeprecationWarning = numpy.exceptions.VisibleDeprecationWarning  # type: ignore[attr-defined]  # moved in 2.0


install()
