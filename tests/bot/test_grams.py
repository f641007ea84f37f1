"""Our counting is scikit-learn's, which only training loads; so the comparison runs in a process of its own."""

import json
import subprocess
import sys
from collections import Counter

import pytest

from bot.components.grams import count

THEIRS = """
import json, sys
from sklearn.feature_extraction.text import CountVectorizer

words = CountVectorizer(token_pattern=r"(?u)\\b\\w+\\b", ngram_range=(1, 2)).build_analyzer()
letters = CountVectorizer(analyzer="char_wb", ngram_range=(2, 5)).build_analyzer()
json.dump([[words(text), letters(text)] for text in json.load(sys.stdin)], sys.stdout)
"""
TEXTS = [
    "hallo",
    "a",
    "ich habe meine pin vergessen",
    "online-banking gesperrt!!",
    "kontosperrung  aufheben ?",
    "oeffnungszeiten filiale sued, bitte",
    "x y z",
    "...",
    "straße 👍 ja",
]


@pytest.fixture(scope="module")
def theirs():
    done = subprocess.run([sys.executable, "-c", THEIRS], input=json.dumps(TEXTS), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [Counter([*words, *(f"~{group}" for group in letters)]) for words, letters in json.loads(done.stdout)]


def test_what_is_counted_is_what_scikit_learn_counts(theirs):
    assert [count(text.split(" ")) for text in TEXTS] == theirs


def test_all_numbers_are_one_word():
    assert count(["filiale", "12"]) == count(["filiale", "4711"])


def test_a_word_and_a_group_of_letters_are_two_things():
    assert set(count(["pin"])) >= {"pin", "~pin", "~ pin"}
