"""By https: the certificate must be the name's, whichever address the name leads to."""

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from handoff.webhooks.posting import NoAnswer, Post
from tests.desk.webhooks.receiver import receiving

DAY = timedelta(days=1)


def certificate(path, name):
    """Signed by itself, with its key, as a file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(built.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def secured(tmp_path):
    """The file of a certificate of that name, and a server's context with it."""

    def secured(name):
        path = certificate(tmp_path / f"{name}.pem", name)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return path, context

    return secured


@pytest.fixture
async def post_trusting(monkeypatch):
    """One that trusts who signed this file, as operators say it for their own."""
    posts = []

    def post_trusting(path=None):
        if path:
            monkeypatch.setenv("SSL_CERT_FILE", str(path))
        posts.append(Post(itself=True))
        return posts[-1]

    yield post_trusting
    for post in posts:
        await post.close()


async def test_a_receiver_with_a_certificate_of_its_name_is_called(secured, post_trusting):
    path, context = secured("localhost")
    async with receiving(ssl=context) as receiver:
        answer = await post_trusting(path).send(f"https://localhost:{receiver.port}/x", b"{}", {})

    assert answer.status == 204
    assert receiver.came[0].headers["host"] == f"localhost:{receiver.port}"


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_another_ones_certificate_and_an_unknown_one_are_refused(secured, post_trusting, is_trusted):
    path, context = secured("kernbank.example" if is_trusted else "localhost")
    async with receiving(ssl=context) as receiver:
        with pytest.raises(NoAnswer, match="certificate"):
            await post_trusting(path if is_trusted else None).send(f"https://localhost:{receiver.port}/x", b"{}", {})

    assert receiver.came == []
