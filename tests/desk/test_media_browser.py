"""A recording in Chromium: one jumps about in it before all of it has come."""

import io
import wave

from playwright.async_api import expect

from .serving import log_in
from .test_media import stored

SECONDS = 600


def recording():
    """Silence, long enough that no player reads all of it ahead."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(2 * 16_000 * SECONDS))
    return file.getvalue()


async def test_a_recording_can_be_heard_from_any_place(page, desk, world):
    chat = await world.held("anna")
    await stored(world, chat, recording(), mime_type="audio/wav", kind="audio")
    pieces = []
    page.on("response", lambda answer: pieces.append(answer.status) if "/desk/media/" in answer.url else None)
    await log_in(page, desk)
    await page.goto(f"{desk}/desk/chats/{chat}")
    player = page.locator("audio")
    await expect(player).to_have_js_property("duration", SECONDS)

    await player.evaluate("player => { player.muted = true; player.currentTime = 500; return player.play() }")

    await page.wait_for_function("document.querySelector('audio').currentTime > 500")
    assert set(pieces) == {206}
