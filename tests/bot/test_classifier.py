"""What the table of weights says is what scikit-learn says, which only a process that trains loads."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy
import pytest

from bot.components.regression_classifier import Learnt

BOTH = """
import json, sys
import bot.compat
from collections import Counter
from pathlib import Path
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from bot.components.regression_classifier import _learn

texts, intents = json.load(sys.stdin)
config = {"max_iter": 5000, "fewest": 2, "closeness": 60, "tolerance": 1e-6}
_learn([Counter(text) for text in texts], intents, config).save(Path(sys.argv[1]))
vectors = DictVectorizer()
counts = vectors.fit_transform([{gram: n for gram, n in text.items() if gram != "~rare"} for text in texts])
weighed = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
regression = LogisticRegression(C=60, max_iter=500, class_weight="balanced", random_state=42).fit(weighed, intents)
json.dump([list(regression.classes_), regression.predict_proba(weighed).tolist()], sys.stdout)
"""
TEXTS = [{"karte": 1, "weg": 1}, {"karte": 2, "~rare": 1}, {"konto": 1}, {"konto": 2, "stand": 1}, {"hallo": 1}]
THREE = ["card", "card", "account", "account", "greet"]
TWO = ["bank", "bank", "bank", "bank", "greet"]


@pytest.mark.parametrize("intents", [THREE, TWO])
def test_confidences_are_those_of_scikit_learn(tmp_path, intents):
    home = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", BOTH, str(tmp_path)]
    asked = json.dumps([TEXTS, intents])
    done = subprocess.run(command, input=asked, env={**os.environ, "PYTHONPATH": home}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    classes, theirs = json.loads(done.stdout)

    learnt = Learnt.load(tmp_path)

    assert learnt.intents == classes
    assert "~rare" not in learnt.rows
    for text, expected in zip(TEXTS, theirs, strict=True):
        assert numpy.allclose(learnt.confidences(Counter(text)), expected, atol=1e-3)


def test_a_text_without_a_known_gram_has_no_confidences():
    one, two = numpy.ones(1, numpy.float32), numpy.zeros(2, numpy.float32)
    learnt = Learnt(["a", "b"], {"x": 0}, numpy.ones((1, 2), numpy.float32), two, one)

    assert learnt.confidences(Counter({"y": 3})) is None


def test_a_table_without_its_words_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError):
        Learnt.load(tmp_path)
