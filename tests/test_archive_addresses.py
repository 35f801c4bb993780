"""No spelling of an address leads to anything but the public internet."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from address_tricks import HOSTS, PUBLIC, SPECIAL_4, SPECIAL_6
from hostile_answers import redirects, serving

from archive.addresses import is_public
from archive.limits import Disallowed, Limits, NoBody
from archive.visits import Visits
from archive.web import get

ROOT = Path(__file__).parent.parent
LIMITS = Limits(deadline=2.0, connect=1.0)


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that anything tries to connect to; no connection is made, and no name server asked."""
    tried: list[object] = []

    class Watched(socket.socket):
        def connect(self, address: object) -> None:
            tried.append(address)
            raise ConnectionRefusedError("watched")

    resolve = socket.getaddrinfo

    def resolved(host: str, *args: object, **kwargs: object) -> object:
        if host.endswith("alder.example"):
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
        return resolve(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "socket", Watched)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return tried


def test_there_are_enough_tricks() -> None:
    assert len(set(HOSTS)) == len(HOSTS) >= 138


@pytest.mark.parametrize("host", HOSTS)
def test_a_trick_leads_to_no_connection(connections: list[object], host: str) -> None:
    with pytest.raises(NoBody):
        get(f"http://{host}/latest/meta-data/", LIMITS)
    assert connections == []


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "[::1]", "[64:ff9b:1::7f00:1]", "alder.example"])
def test_a_polite_visit_connects_no_more(connections: list[object], host: str) -> None:
    visits = Visits(LIMITS, delay=0.0)
    with pytest.raises(Disallowed, match="no public address"):
        visits.get(f"https://{host}/")
    assert not visits.allowed(f"https://{host}/")
    assert connections == []


@pytest.mark.parametrize("host", HOSTS)
def test_a_redirect_to_a_trick_is_not_followed(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    # The first server plays the public one, on an address that no trick stands for.
    monkeypatch.setattr("archive.addresses.is_public", lambda address: address == "127.9.9.9" or is_public(address))
    reached: list[object] = []
    connect = socket.socket.connect

    class Watched(socket.socket):
        def connect(self, address: tuple[str, int]) -> None:  # type: ignore[override]
            if address[0] != "127.9.9.9":
                reached.append(address)
                raise ConnectionRefusedError("watched")
            connect(self, address)

    with serving(redirects(f"http://{host}/".encode()), "127.9.9.9") as url:
        monkeypatch.setattr("archive.addresses.socket.socket", Watched)
        with pytest.raises(NoBody):
            get(url, LIMITS)
    assert reached == []


def test_the_watch_would_see_a_connection(connections: list[object]) -> None:
    with pytest.raises(NoBody, match="watched"):
        get("http://8.8.8.8/", LIMITS)
    assert connections == [("8.8.8.8", 80)]


def test_of_a_name_with_several_addresses_only_the_public_ones_are_tried(
    connections: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("10.0.0.1", "8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: given)
    with pytest.raises(NoBody):
        get("http://two.example/", LIMITS)
    assert connections == [("8.8.8.8", 80)]


@pytest.mark.parametrize("address", [host.strip("[]") for host in (*SPECIAL_4, *SPECIAL_6) if "%25" not in host])
def test_a_special_address_is_known(address: str) -> None:
    written = socket.getaddrinfo(address, 80, type=socket.SOCK_STREAM)[0][4][0] if "%" not in address else address
    assert not is_public(str(written))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


# Run below `unshare -rn`: a network of its own with loopback alone, which counts what is sent on it.
ALONE = """
import json, subprocess, sys
from archive.web import Limits, NoBody, get

subprocess.run(["ip", "link", "set", "lo", "up"], check=True)

def counts():
    lo = next(line for line in open("/proc/net/dev") if line.strip().startswith("lo:"))
    names, numbers = (line.split() for line in open("/proc/net/snmp") if line.startswith("Tcp:"))
    return int(lo.split(":")[1].split()[9]), int(dict(zip(names, numbers))["ActiveOpens"])

def told(hosts, private):
    before = counts()
    for host in hosts:
        try:
            get(f"http://{host}/", Limits(deadline=2.0, connect=0.2, allow_private=private))
        except NoBody:
            pass
    return [now - then for now, then in zip(counts(), before)]

print(told(json.load(sys.stdin), False))
print([count > 0 for count in told(["127.0.0.1:9"], True)])
"""


def test_in_a_network_of_its_own_no_packet_is_sent() -> None:
    if shutil.which("unshare") is None or shutil.which("ip") is None:
        pytest.skip("unshare or ip is not there")
    if subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("unshare -rn is not permitted")
    literal = [host for host in HOSTS if "alder" not in host]
    ran = subprocess.run(
        ["unshare", "-rn", sys.executable, "-P", "-c", ALONE],
        input=json.dumps(literal),
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        timeout=100,
        check=False,
    )
    assert ran.stdout.splitlines() == ["[0, 0]", "[True, True]"], ran.stdout + ran.stderr
