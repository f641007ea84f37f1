"""The page shows what was measured, and what changed since the last run."""

import pytest

from handoff.workbench.report.figures import by_topic, confusion, curve, histogram, judge, weakest
from handoff.workbench.report.page import read_words, render
from handoff.workbench.report.thresholds import Case, Guess, Thresholds

TITLES = {"limit": "Limit", "credit": "Kredit", "out_of_scope": "Sonstiges"}
CASES = [
    Case("limit", "limit", "de", Guess("limit", 0.9, 0.05), "limit"),
    Case("raise <limit>", "limit", "en", Guess("credit", 0.8, 0.1), "credit"),
    Case("loan", "credit", "en", Guess("credit", 0.45, 0.44), "credit"),
    Case("weather", "out_of_scope", "de", Guess(None, 0.0, 0.0), None),
    Case("kuchen", "out_of_scope", "de", Guess("limit", 0.7, 0.1), "limit"),
]
CHOSEN = Thresholds(0.4, 0.1)


def page(language, last):
    judged = judge(CASES, CHOSEN)
    figures = {"time.whole.p50": 0.5, "time.whole.p99": 1.25, "training": 40.0, "size": 8.6}
    for source in ("cross", "held_out"):
        for each in ("de", "en"):
            name = f"{source}.{each}"
            figures |= {f"{name}.understood": 0.926, f"{name}.rejected": 0.92, f"{name}.messages": 505}
            figures[f"{name}.unknown"] = 75
    for each in ("de", "en"):
        for topic, share in by_topic(judged, list(TITLES), each).items():
            name = f"topic.{topic}.{each}"
            figures |= {f"{name}.precision": share.precision, f"{name}.recall": share.recall}
            figures[f"{name}.messages"] = share.messages
    return render(
        language,
        figures,
        last,
        languages=("de", "en"),
        titles=TITLES,
        chosen=CHOSEN,
        configured=Thresholds(0.4, 0.1),
        bins=histogram(CASES),
        points=curve(CASES, 0.1),
        matrix=confusion(judged, list(TITLES)),
        weakest=weakest(CASES, CHOSEN),
        stages=["whole"],
    )


def test_figures_stand_beside_their_change():
    german = page("de", {"held_out.de.understood": 0.916, "training": 30.0})

    assert '92,6 % <span class="up">▲ 1,0</span>' in german
    assert '40,00 s <span class="down">▲ 10,00</span>' in german
    assert "▼" not in german.split("</p>", 2)[2]


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_language_has_all_words(language):
    assert read_words(language).keys() == read_words("de").keys()
    assert page(language, {}).count("<svg") == 3


def test_texts_stay_text_and_the_surest_mistake_comes_first():
    english = page("en", {})

    assert "raise &lt;limit&gt;" in english
    assert english.index("raise &lt;limit&gt;") < english.index("kuchen")
    assert "weather" not in english


def test_precision_and_recall_are_of_each_language_alone():
    judged = judge(CASES, CHOSEN)

    assert by_topic(judged, list(TITLES), "de")["limit"].precision == 0.5
    assert by_topic(judged, list(TITLES), "de")["limit"].recall == 1.0
    assert by_topic(judged, list(TITLES), "en")["credit"].recall == 0.0
    assert confusion(judged, list(TITLES)) == [[1, 1, 0], [0, 0, 1], [1, 0, 1]]
