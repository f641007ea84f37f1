"""Where webhooks may go: what an address must look like, and which machines are never called."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

LONGEST = 500
# In tests and demonstrations what goes to the machine itself needs no encryption. In service it is never called: where
# one installation serves many institutions, none may reach what stands beside it.
PLAIN_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# Clouds answer here with the keys of the machine that asks; the last three stand outside of the link-local networks.
METADATA = frozenset(map(ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")))
TRANSLATED = ip_network("64:ff9b::/96")


def problem_of(address: str, *, itself: bool) -> str | None:
    """The key of the words for what is wrong with it; None if it may be called. `itself`: also the machine itself."""
    try:
        url = httpx.URL(address)
        host, port = url.host, url.port
    except (httpx.InvalidURL, ValueError):
        return "webhook_address"
    is_whole = bool(host) and address.isascii() and not any(sign.isspace() for sign in address)
    if not is_whole or url.scheme not in ("https", "http") or (port is not None and not 0 < port < 65536):
        return "webhook_address"
    if url.userinfo:
        return "webhook_password"
    if url.scheme == "http" and not (itself and host in PLAIN_HOSTS):
        return "webhook_plain"
    return "webhook_forbidden" if _is_forbidden_literal(host, itself) else None


def is_forbidden(address: IPv4Address | IPv6Address, *, itself: bool) -> bool:
    """True for addresses that belong to the machine's own surroundings and not to a receiver: link-local ones, with the
    clouds' metadata, and what is nobody's. Private networks are allowed: there the core banking systems are.
    """
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_forbidden(inner, itself=itself)
    if address.is_loopback:
        return not itself
    return address.is_link_local or address.is_multicast or address.is_unspecified or address in METADATA


def _is_forbidden_literal(host: str, itself: bool) -> bool:
    try:
        return is_forbidden(ip_address(host), itself=itself)
    except ValueError:
        return host == "localhost" and not itself
