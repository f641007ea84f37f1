from datetime import datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.counts import understand_count
from handoff.when import describe_moment, understand

NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Berlin"))
WORDS = (
    "am um 3 3. 29. 31. 12 14:30 12.30 nach bis und - / montag do so woche in einer februar dezember halb viertel"
    " \0 @9:00"
).split(" ")


@settings(deadline=None, database=None, max_examples=300)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)))
def test_no_message_brings_the_reader_down(message):
    for language in ("de", "en"):
        understand(message, now=NOW, language=language)
        understand_count(message, language=language)


@pytest.mark.parametrize(
    "piece", ["1 ", "a", "nicht ", "vom 3. ", "DE02 1203 ", "10-12 ", "@~3:00 ", "montag ", "12", " "]
)
def test_a_long_message_is_read_in_a_moment(piece):
    began = process_time()

    understand(piece * (4096 // len(piece)), now=NOW, language="de")

    assert process_time() - began < 0.2


@settings(deadline=None, database=None, max_examples=200)
@given(
    st.datetimes(NOW.replace(tzinfo=None), NOW.replace(tzinfo=None) + timedelta(days=360)),
    st.sampled_from(["de", "en"]),
)
def test_a_moment_told_is_understood_again(moment, language):
    moment = moment.replace(hour=8 + moment.hour % 12, second=0, microsecond=0)

    when = understand(describe_moment(moment, language), now=NOW, language=language)

    assert (when.day, when.start) == (moment.date(), moment.time())
