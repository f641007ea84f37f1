"""Which addresses a webhook may have, and which machines are never called."""

from ipaddress import ip_address

import pytest

from handoff.webhooks.addresses import is_forbidden, problem_of


@pytest.mark.parametrize(
    "address",
    [
        "https://kernbank.example/schalter",
        "https://kernbank.example:8443/a/b?key=1",
        "https://10.1.2.3/x",
        "https://[fd12:3456::1]/x",
        "http://localhost:8000/x",
        "http://127.0.0.1:9",
        "http://[::1]:9/x",
    ],
)
def test_these_may_be_called(address):
    assert problem_of(address, itself=True) is None


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", "webhook_address"),
        ("kernbank.example", "webhook_address"),
        ("ftp://kernbank.example", "webhook_address"),
        ("https://", "webhook_address"),
        ("https:///x", "webhook_address"),
        ("https://a b.example/", "webhook_address"),
        ("https://a.example:99999/", "webhook_address"),
        ("https://a.example:0/", "webhook_address"),
        ("https://münster.example/", "webhook_address"),
        ("javascript:alert(1)", "webhook_address"),
        ("https://user:geheim@kernbank.example/", "webhook_password"),
        ("https://user@kernbank.example/", "webhook_password"),
        ("http://kernbank.example/", "webhook_plain"),
        ("http://10.1.2.3/", "webhook_plain"),
        ("http://localhost.kernbank.example/", "webhook_plain"),
        ("https://169.254.169.254/latest", "webhook_forbidden"),
        ("https://[fe80::1]/", "webhook_forbidden"),
        ("https://0.0.0.0/", "webhook_forbidden"),
    ],
)
def test_these_may_not_and_each_is_told_why(address, problem):
    assert problem_of(address, itself=True) == problem


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.0.1",
        "fe80::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "ff02::1",
    ],
)
def test_the_machines_own_surroundings_are_never_called(address):
    assert is_forbidden(ip_address(address), itself=True)


@pytest.mark.parametrize("address", ["10.0.0.1", "172.16.3.4", "192.168.1.1", "fd12::1", "127.0.0.1", "93.184.216.34"])
def test_private_networks_and_the_internet_are(address):
    assert not is_forbidden(ip_address(address), itself=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_in_service_the_machine_itself_is_not_called(address):
    assert is_forbidden(ip_address(address), itself=False)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("http://localhost:8000/x", "webhook_plain"),
        ("https://localhost/x", "webhook_forbidden"),
        ("https://127.0.0.1/x", "webhook_forbidden"),
        ("https://[::1]/x", "webhook_forbidden"),
        ("https://10.1.2.3/x", None),
    ],
)
def test_in_service_its_address_is_refused(address, problem):
    assert problem_of(address, itself=False) == problem
