"""`schalter report`: how well the bot understands, and which thresholds of its fallback follow from that, as a page."""

import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.engine import Bot
from bot.training import fingerprint
from handoff.catalogue import Catalogue, load_catalogue
from handoff.language import LANGUAGES
from handoff.settings import ROOT, Settings
from handoff.workbench.model import trained
from handoff.workbench.reckoning import Judged, judge_held_out, rejected, understood
from handoff.workbench.report.config import adopt, configured
from handoff.workbench.report.figures import by_topic, confusion, curve, histogram, judge, weakest
from handoff.workbench.report.folds import FOLDS
from handoff.workbench.report.history import Figures, keep, last
from handoff.workbench.report.page import read_words, render
from handoff.workbench.report.quantiles import times
from handoff.workbench.report.thresholds import Case, Thresholds, choose
from handoff.workbench.report.timing import time_stages
from handoff.workbench.report.validation import cross_validate
from handoff.workbench.verdicts import UNKNOWN

TIMED = 1000


def report(settings: Settings, language: str, console: Console) -> tuple[str, Thresholds]:
    """The page, and the thresholds chosen. Trains if the data changed. Raises SettingsError."""
    now = configured(ROOT / "config.yml")
    catalogue = load_catalogue(ROOT / "data")
    model = trained(settings)
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Cross-validation", total=FOLDS + 1)
        try:
            cases, seconds = cross_validate(ROOT, catalogue, lambda: progress.advance(task))
        except KeyboardInterrupt:
            progress.console.print("Interrupted: all trainings have ended, and nothing was written.")
            raise
    chosen = choose(cases)
    bot = Bot.load(model)
    judged = judge(cases, chosen)
    titles = _titles(catalogue, language)
    figures = {
        **_summed("cross", judged),
        **_summed("held_out", judge_held_out(bot, catalogue, ROOT)),
        **_of_topics(judged, list(titles)),
        **(spent := _times(bot, model, cases)),
        "training": seconds,
        "size": model.stat().st_size / 1e6,
    }
    folder, state = settings.home / "reports", fingerprint(ROOT)
    page = render(
        language,
        figures,
        last(folder, state),
        languages=LANGUAGES,
        titles=titles,
        chosen=chosen,
        configured=now,
        bins=histogram(cases),
        points=curve(cases, chosen.ambiguity_threshold),
        matrix=confusion(judged, list(titles)),
        weakest=weakest(cases, chosen),
        stages=list(dict.fromkeys(name.split(".")[1] for name in spent)),
    )
    keep(folder, state, figures)
    return page, chosen


def write_thresholds(chosen: Thresholds) -> None:
    """Into config.yml. Raises SettingsError."""
    adopt(ROOT / "config.yml", chosen)


def are_configured(chosen: Thresholds) -> bool:
    return configured(ROOT / "config.yml") == chosen


def _titles(catalogue: Catalogue, language: str) -> dict[str, str]:
    """By topic; last the shared intents, which have none of the bank's."""
    titles = {topic: rule.title[language] for topic, rule in sorted(catalogue.rules.items())}
    return {**titles, "shared": read_words(language)["shared"]}


def _summed(source: str, judged: Sequence[Judged]) -> Figures:
    figures: Figures = {}
    for language in LANGUAGES:
        own = [one for one in judged if one.language == language]
        name = f"{source}.{language}"
        figures[f"{name}.understood"] = understood(own, language)
        figures[f"{name}.rejected"] = rejected(own, language)
        figures[f"{name}.messages"] = len(own)
        figures[f"{name}.unknown"] = sum(one.topic == UNKNOWN for one in own)
    return figures


def _of_topics(judged: Sequence[Judged], topics: Sequence[str]) -> Figures:
    figures: Figures = {}
    for language in LANGUAGES:
        for topic, share in by_topic(judged, topics, language).items():
            name = f"topic.{topic}.{language}"
            figures[f"{name}.precision"] = share.precision
            figures[f"{name}.recall"] = share.recall
            figures[f"{name}.messages"] = share.messages
    return figures


def _times(bot: Bot, model: Path, cases: Sequence[Case]) -> Figures:
    """Milliseconds of a stage, and of the whole by `Bot.parse`; `time.<stage>.p50` and `.p99`."""
    sample = cases[:: max(1, len(cases) // TIMED)]
    seconds = []
    for case in sample:
        started = time.perf_counter()
        bot.parse(case.text, case.language)
        seconds.append(time.perf_counter() - started)
    measured = {**time_stages(model, [case.text for case in sample]), "whole": times(seconds)}
    return {
        f"time.{stage}.{name}": value
        for stage, spent in measured.items()
        for name, value in (("p50", spent.p50), ("p99", spent.p99))
    }
