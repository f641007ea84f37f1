import asyncio

from bot.failure import BotFailure
from tests.bot.example_actions.working import desk


async def test_60_conversations_at_once_do_not_mix(say):
    seen = await asyncio.gather(*(conversation(say, number) for number in range(60)))

    assert seen == [(f"Thema {number}", f"Haus {number}", [f"customer {number}"]) for number in range(60)]


async def test_a_failure_in_one_conversation_is_none_in_another(say):
    talks = [say("gecko leguan" if number % 2 else "Hallo", sender=str(number)) for number in range(20)]

    results = await asyncio.gather(*talks, return_exceptions=True)

    assert [isinstance(result, BotFailure) for result in results] == [bool(number % 2) for number in range(20)]


async def conversation(say, number):
    desk.set(calls := [])
    who = {"sender": f"customer {number}", "facts": {"institution": f"Haus {number}", "hours": "9–16 Uhr"}}
    turn = await say("bitte rufen Sie mich an", **who)
    await asyncio.sleep(0)
    turn = await say(f"Thema {number}", turn, **who)
    topic = turn.state["slots"]["callback_topic"]
    await asyncio.sleep(0)
    turn = await say("Montag", turn, **who)
    greeting = await say("Hallo", turn, **who)
    return topic, greeting.replies[0].text.removeprefix("Guten Tag, hier ist ").removesuffix("."), calls
