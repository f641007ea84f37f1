"""What a browser loads besides the pages: small, and once."""

import gzip
import re

from handoff.web.assets import version

LARGEST_FIRST_LOAD = 150_000


async def test_the_first_load_of_the_desk_is_small(anna, world):
    for number in range(60):
        await world.waiting(name=f"Person {number} Beispiel")
    page = await anna.http.get("/desk", headers={"Accept-Encoding": "gzip"})
    addresses = set(re.findall(r'(?:src|href)="(/(?:assets|vendor)/[^"]+)"', page.text))

    sizes = {"/desk": int(page.headers["content-length"])}
    for address in addresses:
        answer = await anna.http.get(address, headers={"Accept-Encoding": "gzip"})
        sizes[address] = int(answer.headers["content-length"])

    assert len(sizes) > 12
    assert sum(sizes.values()) < LARGEST_FIRST_LOAD, sizes


async def test_every_script_is_told_to_the_browser_at_once(anna):
    page = (await anna.get("/desk")).text
    preloaded = set(re.findall(r'rel="modulepreload" href="([^"]+)"', page))

    for address in preloaded:
        script = (await anna.get(address)).text
        folder = address.rpartition("/")[0]
        wanted = {f"{folder}/{name}" for name in re.findall(r'from "\./([^"]+)"', script)}
        wanted |= set(re.findall(r'(?:from|import) "(/vendor/[^"]+)"', script))
        assert wanted <= preloaded, address


async def test_a_versioned_file_is_kept_for_ever_and_any_other_is_asked_for_again(anna):
    versioned = await anna.get(f"/assets/{version()}/desk.css")
    plain = await anna.get("/assets/desk.css")
    former = await anna.get("/assets/0123456789ab/desk.css")
    again = await anna.get("/assets/desk.css", headers={"If-None-Match": plain.headers["etag"]})

    assert "immutable" in versioned.headers["cache-control"]
    assert plain.headers["cache-control"] == "no-cache"
    assert former.status_code == 404
    assert again.status_code == 304 and not again.content


async def test_pages_go_compressed_but_not_to_other_sites_requests(anna):
    own, foreign = [
        await anna.http.get("/desk", headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": site})
        for site in ("same-origin", "cross-site")
    ]

    assert own.headers["content-encoding"] == "gzip" and "Accept-Encoding" in own.headers["vary"]
    assert "content-encoding" not in foreign.headers
    assert "Schalter" in foreign.text


async def test_a_browser_without_compression_gets_the_file_as_it_is(anna):
    zipped = await anna.http.get("/assets/desk.css", headers={"Accept-Encoding": "gzip"})
    plain = await anna.http.get("/assets/desk.css", headers={"Accept-Encoding": "identity"})

    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content
    assert int(zipped.headers["content-length"]) == len(gzip.compress(plain.content, 9, mtime=0))
