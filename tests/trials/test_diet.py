"""What the comparison of our NLU with a stock Rasa's is made of."""

import os
import sys

import pytest
import yaml

from bot.training import current_model
from handoff.errors import SettingsError
from handoff.settings import ROOT
from handoff.workbench.reckoning import Judged
from handoff.workbench.verdicts import UNKNOWN
from trials.diet import hearing
from trials.diet.figures import Side, markdown, rows, sizes
from trials.diet.stock_model import project_files
from trials.diet.training import Training, trained

MEGABYTE = 1024**2


def side(*taken, seconds):
    asked = [("limit", "de"), ("limit", "de"), (UNKNOWN, "de"), ("hours", "en"), (UNKNOWN, "en")]
    judged = [Judged(topic, language, its) for (topic, language), its in zip(asked, taken, strict=True)]
    training = Training("2026-11-27 07:00", seconds * 1000, seconds * 2000, 100 * MEGABYTE)
    return Side(training, judged, 1.0, 50 * MEGABYTE, 2 * MEGABYTE, [seconds] * 4, [seconds] * 4)


@pytest.fixture
def table():
    ours = side("limit", "limit", UNKNOWN, "hours", "hours", seconds=0.001)
    stock = side("limit", UNKNOWN, UNKNOWN, "limit", UNKNOWN, seconds=0.010)
    return {row.name: row for row in rows(ours, stock)}


def test_topics_and_what_is_none_are_reckoned_apart(table):
    understood, rejected = table["understood, German"], table["rejected, English"]
    assert (understood.ours, understood.stock, understood.ratio) == ("100.0 %", "50.0 %", "+50.0 points")
    assert (rejected.ours, rejected.stock, rejected.ratio) == ("0.0 %", "100.0 %", "-100.0 points")


def test_messages_that_only_one_side_got_right_are_counted(table):
    german, english = (table[f"right where the other is wrong, {name}"] for name in ("German", "English"))
    assert (german.ours, german.stock) == ("1", "0")
    assert (english.ours, english.stock) == ("1", "1")


def test_times_and_memory_have_their_ratio(table):
    assert "| a message, p50 (ms) | 1.0 | 10.0 | 1/10.0 |" in markdown(list(table.values()))
    assert "| training, peak memory (MB) | 100.0 | 100.0 | 1/1.0 |" in markdown(list(table.values()))


def test_the_size_of_the_comparison_is_told():
    judged = side("limit", "limit", UNKNOWN, "hours", UNKNOWN, seconds=0.001).judged
    assert sizes(judged) == "3 German, 1 of them out of scope; 2 English, 1 of them out of scope"


def test_the_stock_model_is_trained_on_our_examples_with_a_default_pipeline():
    files = project_files(ROOT)
    config = yaml.safe_load(files["config.yml"])
    assert config["pipeline"] is None and "importers" not in config
    assert files["data/hours.yml"] == (ROOT / "data" / "hours" / "nlu.yml").read_text()
    assert len(files) == 1 + len(list(ROOT.glob("data/*/nlu.yml")))


def test_a_training_is_measured_with_what_it_started(tmp_path):
    grown = f"bytearray({300 * MEGABYTE})"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{grown}'])"
    training = trained((sys.executable, "-c", script), folder=tmp_path, log=tmp_path / "log", environment=os.environ)
    training.save(tmp_path / "training.json")
    assert training.peak > 300 * MEGABYTE and 0 < training.processor_seconds
    assert Training.saved(tmp_path / "training.json") == training


def test_a_training_that_fails_says_where_the_reason_is(tmp_path):
    command = (sys.executable, "-c", "raise SystemExit('no examples')")
    with pytest.raises(SettingsError, match="ended with 1; .*log says why"):
        trained(command, folder=tmp_path, log=tmp_path / "log", environment=os.environ)
    assert "no examples" in (tmp_path / "log").read_text()


def test_our_nlu_is_heard_in_a_process_of_its_own(models, tmp_path):
    with hearing.ours(current_model(ROOT, models), tmp_path / "log") as one:
        found = one.parse("wann habt ihr auf", "de")
    assert found.intent == "ask_hours" and found.confidence > 0.5
    assert len(one.seconds) == len(one.processor_seconds) == 1 and one.memory > 0 and one.loading > 0


def test_an_nlu_that_ends_says_where_the_reason_is(tmp_path):
    with pytest.raises(SettingsError, match="log says why"):
        with hearing.ours(tmp_path / "no-model.tar.gz", tmp_path / "log"):
            pass
    assert "no-model" in (tmp_path / "log").read_text()
