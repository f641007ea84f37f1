"""Run by the stock environment in its project: turns in memory, as Rasa's own agent does them.

Reads one JSON object a line, {"sender", "text"}, and answers each with {"seconds", "replies"}. What Rasa itself prints
goes to standard error.
"""

import asyncio
import json
import logging
import os
import sys
import time
from typing import Any


async def main(action_url: str) -> None:
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def answer(value: dict[str, Any]) -> None:
        print(json.dumps(value), file=answers, flush=True)

    agent = await _agent(action_url)
    answer({"ready": agent.is_ready()})
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.perf_counter()
        replies = await agent.handle_text(asked["text"], sender_id=asked["sender"])
        seconds = time.perf_counter() - started
        answer({"seconds": seconds, "replies": [reply.get("text") for reply in replies or []]})


async def _agent(action_url: str) -> Any:
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.endpoints import EndpointConfig
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(log_level=logging.WARNING)
    configure_structlog(logging.WARNING)
    endpoints = AvailableEndpoints(action=EndpointConfig(url=action_url))
    return await load_agent(model_path="models/model.tar.gz", endpoints=endpoints)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
