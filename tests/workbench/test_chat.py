"""A chat goes on with what the files say now."""

import re
import shutil

from rich.console import Console

from handoff.settings import ROOT
from handoff.workbench.chat import chat
from handoff.workbench.reloading import reason


class Scripted(Console):
    """What the designer does before each line, and the line."""

    def __init__(self, *steps):
        super().__init__(record=True, width=400, quiet=False)
        self._steps = iter(steps)

    def input(self, *args, **options):
        said, does = next(self._steps, ("", None))
        if does:
            does()
        return said


def test_a_change_is_heard_an_invalid_one_is_told_and_the_conversation_goes_on(settings, models, tmp_path):
    for name in ("config.yml", "domain.yml"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("data", "actions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copytree(models, tmp_path / "home" / "models")
    responses = tmp_path / "data" / "smalltalk" / "responses.yml"
    old = responses.read_text()

    def change():
        responses.write_text(re.sub(r"(utter_welcome:\n    - text: ).*", r"\1Zitronenfalter.", old))

    def spoil():
        responses.write_text(old + "\n  utter_broken: [")
        (tmp_path / "actions" / "greeting.py").write_text("")

    console = Scripted(("Danke", None), ("Danke", change), ("Danke", spoil))
    chat(settings.model_copy(update={"home": tmp_path / "home"}), console, root=tmp_path)

    first, second, third = console.export_text().split(", else ")[:3]
    assert "Zitronenfalter" not in first
    assert "loaded anew" in second and "Zitronenfalter" in second
    assert "actions/ changed: start chat anew" in third
    assert "stays as it was" in third and "responses.yml" in third and "Zitronenfalter" in third


def test_the_reason_is_a_line_or_two():
    assert reason("Training …\n\x1b[91mYamlSyntaxException: Failed to read x.yml\nfound a tab\nmore") == (
        "YamlSyntaxException: Failed to read x.yml\nfound a tab"
    )
    assert reason("") == ""
