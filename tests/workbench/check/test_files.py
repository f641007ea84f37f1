"""The check reads the real data without an error, and says where a file is broken."""

import shutil

import pytest

from handoff.settings import ROOT
from handoff.workbench.check.command import findings
from handoff.workbench.check.finding import Weight


@pytest.fixture
def project(tmp_path):
    for name in ("domain.yml", "config.yml", "endpoints.yml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    return tmp_path


def change(project, file, old, new):
    path = project / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def test_the_real_data_has_no_errors():
    assert [str(one) for one in findings(ROOT) if one.weight is Weight.ERROR] == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("data/limit/rules.yml", "intent: ask_limit", "intnet: ask_limit", "limit/rules.yml:5: Each of “steps” has"),
        ("data/limit/responses.yml", "responses:", "respones:", "Did you mean “responses”?"),
        ("data/limit/rules.yml", "rules:", "\trules:", "This is no YAML from here on"),
        ("data/catalogue.yml", "act: guide", "act: giude", "Did you mean “guide”?"),
        ("data/limit/domain.yml", "intents:", 'version: "3.1"\nintents:', "limit/domain.yml:2: “version” stands here"),
        ("data/limit/responses.yml", ", payload: /ask_human}", ", payload: /ask_help}", "Give both the same payload."),
    ],
)
def test_a_mistake_is_told_with_its_place_and_remedy(project, file, old, new, said):
    change(project, file, old, new)

    assert any(said in str(one) for one in findings(project))
