"""What --adopt writes into config.yml, and what it leaves alone."""

import pytest

from handoff.errors import SettingsError
from handoff.settings import ROOT
from handoff.workbench.report.config import adopt, configured
from handoff.workbench.report.thresholds import Thresholds


@pytest.fixture
def config(tmp_path):
    file = tmp_path / "config.yml"
    file.write_text((ROOT / "config.yml").read_text())
    return file


def test_only_the_two_numbers_change(config):
    before = config.read_text().splitlines()

    adopt(config, Thresholds(0.33, 0.07))

    after = config.read_text().splitlines()
    assert configured(config) == Thresholds(0.33, 0.07)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [new.strip() for _, new in changed] == ["threshold: 0.33", "ambiguity_threshold: 0.07"]


@pytest.mark.parametrize("text", ["pipeline: []", "pipeline: [{name: FallbackClassifier}]", "pipeline: [", "- a"])
def test_a_file_without_thresholds_is_refused_in_a_sentence(tmp_path, text):
    file = tmp_path / "config.yml"
    file.write_text(text)

    with pytest.raises(SettingsError, match=r"config\.yml"):
        configured(file)
