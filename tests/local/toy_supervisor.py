"""A supervisor of two toys, to be killed: python toy_supervisor.py FOLDER."""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import Toys  # noqa: E402


async def run(folder):
    toys = Toys(folder)
    toys.start("worker", "beats")
    toys.start("outbox", "stubborn")
    await asyncio.sleep(60)


asyncio.run(run(Path(sys.argv[1])))
