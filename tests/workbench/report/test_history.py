"""The last run is the newest on other data."""

import os

from handoff.workbench.report.history import keep, last


def test_a_rerun_on_the_same_data_is_not_the_last(tmp_path):
    for age, state in ((30, "oldest"), (20, "older"), (10, "same")):
        keep(tmp_path, state, {"age": age})
        os.utime(tmp_path / f"{state}.json", (1000 - age, 1000 - age))

    assert last(tmp_path, "same") == {"age": 20}
    assert last(tmp_path, "new") == {"age": 10}


def test_the_first_run_has_none_and_a_broken_file_is_none(tmp_path):
    assert last(tmp_path / "nowhere", "x") == {}

    (tmp_path / "y.json").write_text("{")
    assert last(tmp_path, "x") == {}
