import shutil

import pytest

pytestmark = pytest.mark.filterwarnings("ignore")  # Rasa checks YAML by a library of its age


def importer(root):
    from bot.importer import TopicImporter

    return TopicImporter(str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data")])


def test_topics_are_merged_into_one_domain(bot, root):
    domain = importer(root).get_domain()

    assert {"affirm", "greet", "ask_hours", "request_callback"} <= set(domain.intents)
    assert {"utter_default", "utter_hours"} <= set(domain.responses)
    assert domain.form_names == ["callback_form"]
    assert domain.session_config.session_expiration_time == 0


def test_our_own_files_never_reach_rasa(bot, root, tmp_path):
    root = shutil.copytree(root, tmp_path / "root")
    (root / "data/branch/catalogue.yml").write_text("responses: {utter_secret: []}\nstories: []\nnlu: []\n")

    given = importer(root)

    files = {file.rpartition("/")[2] for file in (*given._nlu_files, *given._story_files)}
    assert files == {"nlu.yml", "rules.yml"}
