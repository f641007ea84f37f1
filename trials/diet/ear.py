"""Run by either environment, with whose model it is and its path: hears messages one at a time, as Rasa hears them.

Reads one JSON object a line, {"text", "language"}, and answers each with what was understood and how long that took:
`seconds` by the clock on the wall, `processor_seconds` of all threads. Before that it says what its loading took.
What Rasa itself prints goes to standard error. The stock environment's Python may be 3.8.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from typing import Any


async def main(whose: str, model: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(value: dict[str, Any]) -> None:
        print(json.dumps(value), file=answers, flush=True)

    parse = await {"ours": _ours, "stock": _stock}[whose](model)
    answer({"processor_seconds": time.process_time()})
    for line in sys.stdin:
        asked = json.loads(line)
        started, worked = time.perf_counter(), time.process_time()
        found = await parse(asked["text"], asked["language"])
        seconds, processor_seconds = time.perf_counter() - started, time.process_time() - worked
        answer({"seconds": seconds, "processor_seconds": processor_seconds, "parse": found})


async def _ours(model: str) -> Any:
    from dataclasses import asdict
    from pathlib import Path

    from bot.engine import Bot

    bot = Bot.load(Path(model))

    async def parse(text: str, language: str) -> dict[str, Any]:
        return asdict(bot.parse(text, language))

    return parse


async def _stock(model: str) -> Any:
    from rasa.core.agent import load_agent
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(log_level=logging.ERROR)
    configure_structlog(logging.ERROR)
    agent = await load_agent(model_path=model)

    async def parse(text: str, language: str) -> dict[str, Any]:
        found = await agent.parse_message(text)
        return {
            "intent": found["intent"]["name"],
            "confidence": found["intent"]["confidence"],
            "ranking": [(rank["name"], rank["confidence"]) for rank in found.get("intent_ranking", ())],
            "entities": {entity["entity"]: str(entity["value"]) for entity in found["entities"]},
        }

    return parse


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
