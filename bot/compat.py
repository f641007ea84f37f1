"""Makes Rasa 3.6.21 importable beside today's libraries. Import it before anything of `rasa`.

Rasa's open source line ended with 3.6.21, so all of this is bound to exactly that version.

Stand-ins, installed here, for what Rasa imports and a rule bot never uses:
- TensorFlow and Keras, channels (Slack, Twilio, …), brokers and stores (Kafka, RabbitMQ, MongoDB, DynamoDB, S3).
- `packaging.version.LegacyVersion` and `numpy.VisibleDeprecationWarning`, names that newer releases dropped.

What is patched or overridden, and where (`tests/bot/test_rasa_source.py` holds a hash of each original):
- `RemoteAction._validate_action_result`, patched in `bot/endpoint.py`: Rasa checks the JSON schema itself for every
  action, which takes 20 ms; here each event is held against its own kind's schema, compiled once.
- `MessageProcessor._run_action`, in `bot/processor.py`: Rasa logs an action's exception and goes on in silence, and
  copies the whole dialogue for each action. `_load_model`, there too, for `bot/runner.py`: Rasa plans each run of its
  graph anew with dask, which takes as long as the run. `_check_for_unseen_features`: warns, where warnings are off.
- `TemplatedNaturalLanguageGenerator._random_response_for` and `_fill_response`, in `bot/responses.py`: Rasa logs
  an unknown response or placeholder and sends nothing, or the bare template.
- `RasaFileImporter.__init__`, `get_domain`, `get_stories` and `get_nlu_data`, in `bot/importer.py`: one folder a topic.
- `WhitespaceTokenizer.tokenize`, `RulePolicy._predict`, `._find_action_from_rules`, `._get_possible_keys` and
  `._rule_key_to_state`, in `bot/components/`: umlauts, emojis, a fallback that can't loop, rules found by index.
- `Slot.__copy__`, in `bot/state.py`: Rasa copies all slots many times a turn, by way of pickling.
- `EndpointConfig.request`, in `bot/endpoint.py`: actions run in this process. `OutputChannel.send_response`, in
  `bot/processor.py`: nothing is sent, replies are read from the turn's events.
- `structlogger` of Rasa's modules and `raise_warning`, replaced in `bot/watch.py`: they quote customers' texts, and
  what is an error passes in silence.
"""

import importlib.metadata
import os
import warnings

from bot.stand_ins import stand_in

RASA = "3.6.21"
UNUSED = """
    tensorflow tensorflow_text tensorflow_hub tensorflow_addons keras
    aiogram fbmessenger mattermostwrapper rocketchat_API slack slack_sdk twilio webexteamssdk
    aio_pika aiormq boto3 botocore confluent_kafka pika psycopg2 pymongo
""".split()


def install() -> None:
    """Raises RuntimeError when another Rasa than 3.6.21 is installed."""
    _check_version()
    os.environ.update(RASA_TELEMETRY_ENABLED="false", SQLALCHEMY_SILENCE_UBER_WARNING="1")
    stand_in(*UNUSED)
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
