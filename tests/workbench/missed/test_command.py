"""`schalter missed` through its front door: what it lists, and what a designer does about it at the prompt."""

import os
import pty
import re
import shutil
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from handoff.errors import SettingsError
from handoff.settings import ROOT
from handoff.workbench import commands
from handoff.workbench.folding import folded
from handoff.workbench.missed.aside import laid_aside, lay_aside
from tests.workbench.missed.talking import talk

NOT_COPIED = shutil.ignore_patterns("node_modules", "__pycache__")
STYLE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture
def home(models, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "models").symlink_to(models.resolve())
    return tmp_path / "home"


@pytest.fixture
def missed(service, home):
    """Runs the command where nobody can be asked. Returns what it printed; raises what it raised."""
    environment = {"SCHALTER_HOME": str(home), "DATABASE_URL": str(service.settings.database_url), "COLUMNS": "200"}

    def run(*options, **others):
        command = ["missed", "--since", "2026-11-01", *options]
        result = CliRunner().invoke(commands.workbench, command, env=environment | others)
        if isinstance(result.exception, SettingsError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


async def test_the_groups_are_listed_the_largest_first(service, missed):
    await talk(service, "qwrtz pflx vrrbl", "knrz zwbl grmpf", wa_id="4915155500001")
    await talk(service, "qwrtz pflx vrrbl!", wa_id="4915155500002")

    shown = missed()

    assert "3 messages were missed since 01.11.2026." in shown
    assert re.findall(r"^ +\d+  (.+)$", shown, re.MULTILINE) == ["2×  qwrtz pflx vrrbl", "1×  knrz zwbl grmpf"]
    assert re.search(r"25\.11\.2026 · de · was \w+ 2 · nearest \w+ 0\.\d\d", shown)
    assert "›" not in shown


async def test_what_was_laid_aside_is_not_shown_again(service, missed, home):
    await talk(service, "qwrtz pflx vrrbl")
    lay_aside([folded("qwrtz pflx vrrbl")], home)

    shown = missed()

    assert "1 message was missed since 01.11.2026. Nothing is left to do of it" in shown
    assert "qwrtz" not in shown


async def test_nothing_was_missed(service, missed):
    await talk(service, "wann habt ihr offen")

    assert missed() == "Nothing was missed since 01.11.2026.\n"


async def test_one_language_one_topic_and_so_many(service, missed):
    await talk(service, "the qwrtz of the pflx was vrrbl yesterday", wa_id="4915155500001")
    await talk(service, "knrz zwbl grmpf", "brlg fnx", wa_id="4915155500002")

    english = missed("--language", "en")
    assert "qwrtz" in english and "knrz" not in english
    assert missed("--limit", "1").count("×") == 1
    assert "×" not in missed("--topic", "bereavement")


async def test_an_example_of_other_words_is_written_at_once(missed, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.setattr(commands, "ROOT", tmp_path)

    shown = missed("--adopt", "qwrtz mein tageslimit", "--into", "ask_limit", DATABASE_URL="postgresql://nowhere/")

    file = tmp_path / "data" / "limit" / "nlu.yml"
    assert shown == f"{file}\n"
    assert "      - qwrtz mein tageslimit" in file.read_text().splitlines()


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--language", "fr"), "--language is de or en, not fr."),
        (("--topic", "shopping"), "There is no topic shopping; there is unlock,"),
        (("--institution", "nowhere"), "There is no institution nowhere; there is musterstadt"),
        (("--since", "yesterday"), "--since is a number of days or a date"),
        (("--adopt", "wo ist mein konto"), "--adopt and --into belong together"),
        (("--adopt", "🚲", "--into", "ask_limit"), "the bot hears nothing"),
    ],
)
async def test_wrong_input_is_told_in_a_sentence(missed, options, reason):
    with pytest.raises(SettingsError, match=reason):
        missed(*options)


async def test_a_database_that_isn_t_there_is_told_in_a_sentence(missed):
    with pytest.raises(SettingsError, match="can't be reached"):
        missed(DATABASE_URL="postgresql://nobody@127.0.0.1:9/nothing")


@pytest.fixture
def copy(tmp_path):
    """A designer's working copy."""
    for folder in ("handoff", "bot", "actions", "data"):
        shutil.copytree(ROOT / folder, tmp_path / "copy" / folder, ignore=NOT_COPIED)
    for file in ("config.yml", "domain.yml", "CHANGELOG.md"):
        shutil.copy(ROOT / file, tmp_path / "copy" / file)
    return tmp_path / "copy"


async def test_at_the_prompt_each_group_gets_what_was_decided(service, home, copy):
    await talk(service, "knrz zwbl grmpf", wa_id="4915155500001")
    await talk(service, "qwrtz pflx vrrbl DE89 3704 0044 0532 0130 00", wa_id="4915155500002")

    shown = decide(
        copy,
        "2 unlock_acces",
        "2 unlock_access",
        "2 ask_limit",
        "1 ask_account",
        "1 out_of_scope qwrtz pflx ohne vrrbl",
        "1 -",
        "9 ask_limit",
        "knrz",
        DATABASE_URL=str(service.settings.database_url),
        SCHALTER_HOME=str(home),
    )

    assert "There is no intent unlock_acces. Did you mean unlock_access?" in shown
    assert "This is an example already, of unlock_access." in shown
    assert "what the guard masks" in shown
    assert shown.count("Please write a number from 1 to 2 and an intent") == 2
    assert added(copy) == {"unlock": ["- knrz zwbl grmpf"], "out_of_scope": ["- qwrtz pflx ohne vrrbl"]}
    assert "Laid aside." in shown and laid_aside(home)


def decide(copy, *lines, **environment):
    """In a real terminal: a line is typed when the prompt asks for it, last an empty one. Returns what was shown."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "handoff", "missed", "--since", "2026-11-01"]
    environment = {**os.environ, "PYTHONPATH": str(copy), "COLUMNS": "200", "TERM": "xterm", **environment}
    process = subprocess.Popen(command, env=environment, cwd=copy, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = ""
    for line in (*lines, ""):
        shown += until(ours, "› ")
        os.write(ours, f"{line}\n".encode())
    shown += until(ours, None)
    os.close(ours)
    assert process.wait(timeout=20) == 0, shown
    return shown


def until(terminal, sign):
    """What is shown up to `sign`, or to the end, without its styles."""
    shown = b""
    while sign is None or not plain(shown).endswith(sign):
        try:
            more = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other side has gone
            break
        if not more:
            break
        shown += more
    return plain(shown)


def plain(shown):
    return STYLE.sub("", shown.decode(errors="ignore")).replace("\r", "")


def added(copy):
    """By topic, the lines that the copy's examples have more than the repository's; none has fewer or other ones."""
    found = {}
    for file in copy.glob("data/*/nlu.yml"):
        old = (ROOT / file.relative_to(copy)).read_text().splitlines()
        new = file.read_text().splitlines()
        lines = [line.strip() for line in new if line not in old]
        assert len(new) == len(old) + len(lines)
        if lines:
            found[file.parent.name] = lines
    return found
