"""Signatures: the specification's own example, and secrets that fit it."""

import base64
from datetime import UTC, datetime

from handoff.webhooks.signing import new_secret, signed

# From the libraries of standardwebhooks.com.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = datetime.fromtimestamp(1614265330, UTC)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_specifications_example_is_signed_as_it_says():
    headers = signed(b'{"test": 2432232314}', message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=AT, keys=[SECRET])

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_with_two_secrets_there_are_two_signatures_the_newer_first():
    headers = signed(
        b'{"test": 2432232314}', message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=AT, keys=[new_secret(), SECRET]
    )

    newer, former = headers["webhook-signature"].split(" ")
    assert former == SIGNATURE
    assert newer.startswith("v1,") and newer != former


def test_each_secret_is_another_of_256_bits():
    secrets = {new_secret() for _ in range(20)}

    assert len(secrets) == 20
    assert {len(base64.b64decode(one.removeprefix("whsec_"))) for one in secrets} == {32}
