import json
import statistics

TALK = ["Hallo", "bitte rufen Sie mich an", "Wann habt ihr geöffnet?", "Kredit", "ja", "abbrechen", "xyz", "tschüss"]


async def talk(say, turns):
    turn = None
    for number in range(turns):
        turn = await say(TALK[number % len(TALK)], turn)
        yield turn


async def test_the_state_stays_small_and_is_json_over_400_turns(say):
    async for turn in talk(say, 400):
        assert len(json.dumps(turn.state)) < 1024
        assert json.loads(json.dumps(turn.state)) == turn.state


async def test_turn_400_is_as_fast_as_turn_5(say):
    turns = [turn async for turn in talk(say, 400)]
    early, late = turns[5], turns[397]

    times = [((await say("Hallo", early)).milliseconds, (await say("Hallo", late)).milliseconds) for _ in range(100)]

    first, last = (statistics.median(column) for column in zip(*times, strict=True))
    assert last <= 1.25 * first
    assert first <= 15  # p50 is 2 to 3 ms on a quiet machine


async def test_slots_and_forms_that_a_newer_model_dropped_are_left_out(bot):
    from bot.turn import Utterance
    from tests.bot.conftest import FACTS

    old = {"slots": {"slot_of_old": "x"}, "form": "form_of_old", "run": 7}

    turn = await bot.turn(Utterance("Hallo", "de", "one", facts=FACTS), old)

    assert turn.state == {"slots": {}, "form": None, "run": 7}
