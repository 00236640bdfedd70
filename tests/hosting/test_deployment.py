"""The files of docs/deployment.md: a real nginx in front of a real web process, and systemd's verdict on the units."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.hosting.archives import primary_alone
from tests.hosting.servers import (
    PATIENCE,
    ROOT,
    Server,
    await_that,
    environment,
    serving,
)

FILES = ROOT / "docs" / "deployment"
HOST = "archive.example"
needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificate")
MAIN = "daemon off; worker_processes 1; pid {top}/pid; error_log {top}/error.log; {user} events {{}} http {{ access_log off; {paths} include {site}; }}"
KEPT = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")  # directories of nginx's temporary files


def test_the_page_on_deployment_gives_every_file():
    page = (ROOT / "docs" / "deployment.md").read_text()

    assert [path.name for path in FILES.iterdir() if f"deployment/{path.name})" not in page] == []


# nginx


class Front:
    """The nginx of docs/deployment before an archive: its ports, and how to ask it."""

    def __init__(self, *, top: Path, archive: int) -> None:
        self.top = top
        self.plain, self.tls = free_ports(2)
        site = top / "site.conf"
        site.write_text(self._site(archive))
        paths = " ".join(f"{name}_temp_path {top}/{name};" for name in KEPT)
        user = "user root;" if not os.geteuid() else ""
        (top / "nginx.conf").write_text(MAIN.format(top=top, user=user, paths=paths, site=site))

    def _site(self, archive: int) -> str:
        text = (FILES / "nginx.conf").read_text()
        for here, there in {
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.tls} ssl;",
            "listen [::]:80;": "",
            "listen [::]:443 ssl;": "",
            "127.0.0.1:8000": f"127.0.0.1:{archive}",
            "/etc/ssl/dateline/": f"{self.top}/",
        }.items():
            assert here in text
            text = text.replace(here, there)
        return text

    @property
    def command(self) -> list[str]:
        return [
            "nginx",
            "-p",
            str(self.top),
            "-c",
            str(self.top / "nginx.conf"),
            "-e",
            str(self.top / "error.log"),
        ]

    @cached_property
    def trusting(self) -> ssl.SSLContext:
        """A context that trusts the certificate."""
        return ssl.create_default_context(cafile=str(self.top / "fullchain.pem"))

    def connect(self, address: str = "127.0.0.1") -> http.client.HTTPSConnection:
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.tls, timeout=PATIENCE, source_address=(address, 0)
        )
        plain = socket.create_connection(("127.0.0.1", self.tls), PATIENCE, (address, 0))
        connection.sock = self.trusting.wrap_socket(plain, server_hostname=HOST)
        return connection

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        form: dict | None = None,
        address: str = "127.0.0.1",
        **headers: str,
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask over TLS, from an address of the loopback."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()} | {"Host": HOST}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(self.connect(address)) as connection:
            connection.request(method, path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()

    def sign_in(self, password: str, *, address: str, **headers: str) -> int:
        """Try to sign in, and return the status."""
        cookie = re.search(r"csrftoken=(\w+)", self.ask("/admin/login/", address=address)[1]["Set-Cookie"])[1]
        form = {"username": "curator", "password": password, "csrfmiddlewaretoken": cookie}
        origin = {"Origin": f"https://{HOST}", "Cookie": f"csrftoken={cookie}"}
        return self.ask("/admin/login/", method="POST", form=form, address=address, **origin, **headers)[0]


def free_ports(many: int) -> list[int]:
    """Find ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(many)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Run a server with an empty archive."""
    with primary_alone() as primary:
        yield primary


@pytest.fixture(scope="module")
def front(server) -> Iterator[Front]:
    """Serve its archive behind nginx."""
    top = Path(tempfile.mkdtemp(prefix="dateline-nginx-", dir="/tmp"))
    certificate = [
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={HOST}",
        "-addext",
        f"subjectAltName=DNS:{HOST}",
    ]
    files = ["-keyout", top / "privkey.pem", "-out", top / "fullchain.pem"]
    subprocess.run(["openssl", "req", *certificate, *files], check=True, capture_output=True)
    with serving(server, BEHIND_HTTPS="yes", ALLOWED_HOSTS=f"{HOST},127.0.0.1") as archive:
        front = Front(top=top, archive=archive)
        nginx = subprocess.Popen(front.command)
        try:
            await_that(lambda: listens(front.tls))
            yield front
        finally:
            nginx.terminate()
            nginx.wait(30)
            shutil.rmtree(top)


def listens(port: int) -> bool:
    """Return whether a process accepts connections on a port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


with_nginx = [pytest.mark.slow, needs_nginx, needs_openssl]


class TestNginx:
    """Requests that come through nginx."""

    pytestmark = with_nginx

    def test_its_own_check_finds_nothing(self, front):
        done = subprocess.run([*front.command, "-t"], capture_output=True, text=True)

        assert "syntax is ok" in done.stderr
        assert "warn" not in done.stderr

    def test_plain_http_leads_to_tls(self, front):
        connection = http.client.HTTPConnection("127.0.0.1", front.plain, timeout=PATIENCE)
        connection.request("GET", "/people/?q=1", headers={"Host": HOST})
        answer = connection.getresponse()
        connection.close()

        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/people/?q=1")

    def test_pages_come_compressed_once_and_only_over_tls_from_then_on(self, front):
        status, headers, body = front.ask("/about/", Accept_Encoding="gzip")

        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert b"About Dateline" in gzip.decompress(body)
        assert "max-age=31536000" in headers["Strict-Transport-Security"]
        assert not headers["Server"].startswith(("nginx/", "waitress"))

    def test_static_files_come_compressed_and_may_be_kept_for_ever(self, front):
        path = re.search(r'"(/static/css/site\.\w+\.css)"', front.ask("/about/")[2].decode())[1]

        status, headers, _ = front.ask(path, Accept_Encoding="gzip")

        assert (status, headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in headers["Cache-Control"]

    def test_whoever_signs_in_gets_a_cookie_for_tls_alone(self, front):
        assert "Secure" in front.ask("/admin/login/", address="127.0.0.3")[1]["Set-Cookie"]
        assert front.sign_in("a word for tests", address="127.0.0.3") == 302

    def test_the_archive_knows_who_comes_whatever_they_claim(self, front, server):
        answers = [
            front.sign_in(
                "wrong",
                address="127.0.0.2",
                X_Forwarded_For=f"203.0.113.{number}",
                Forwarded="for=203.0.113.9",
            )
            for number in range(11)
        ]

        assert answers == [200] * 9 + [429] * 2
        assert (
            server.ask("SELECT string_agg(DISTINCT host(ip_address), ' ') FROM axes_accessattempt")
            == "127.0.0.2"
        )

    def test_too_many_attempts_to_sign_in_do_not_arrive(self, front):
        form = {"username": "flood", "password": "x"}
        with ThreadPoolExecutor(16) as pool:
            tries = [
                pool.submit(front.ask, "/admin/login/", method="POST", form=form, address="127.0.0.4")
                for _ in range(60)
            ]
            answers = [each.result()[0] for each in tries]

        assert 429 in answers
        assert front.ask("/about/", address="127.0.0.4")[0] == 200

    @pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: archive.example\r\nX-Slow: "])
    def test_slow_connections_keep_nobody_waiting(self, front, sent):
        with contextlib.ExitStack() as stack:
            for _ in range(40):
                slow = front.connect("127.0.0.5")
                stack.callback(slow.close)
                slow.sock.sendall(sent)
            assert [front.ask("/about/")[0] for _ in range(4)] == [200] * 4

    def test_an_address_has_so_many_connections_and_no_more(self, front):
        with contextlib.ExitStack() as stack:
            opened = []
            for _ in range(60):
                opened.append(front.connect("127.0.0.6"))
                stack.callback(opened[-1].close)
                opened[-1].sock.sendall(
                    b"POST / HTTP/1.1\r\nHost: archive.example\r\nContent-Length: 9000\r\n\r\n"
                )
                for slow in (
                    opened
                ):  # on a busy machine the first would be closed for their silence before the last are open
                    slow.sock.sendall(b"x")
            await_that(lambda: front.ask("/about/", address="127.0.0.6")[0] == 429)
            assert front.ask("/about/")[0] == 200

    def test_a_long_search_passes_and_a_body_that_is_too_large_does_not(self, front):
        assert front.ask("/search/?" + urlencode({"q": "convoy " * 1200}))[0] == 200
        with contextlib.closing(front.connect()) as connection:
            connection.putrequest("POST", "/admin/login/", skip_host=True)
            connection.putheader("Host", HOST)
            connection.putheader("Content-Length", str(101 * 1024 * 1024))
            connection.endheaders()
            assert connection.getresponse().status == 413

    def test_that_the_archive_is_away_is_told(self, front):
        away = front.top / "away"
        away.mkdir(exist_ok=True)
        for name in ("fullchain.pem", "privkey.pem"):
            shutil.copy(front.top / name, away)
        nobody = Front(top=away, archive=free_ports(1)[0])
        nginx = subprocess.Popen(nobody.command)
        try:
            await_that(lambda: listens(nobody.tls))
            status, headers, body = nobody.ask("/")
        finally:
            nginx.terminate()
            nginx.wait(30)

        assert (status, headers["Retry-After"]) == (503, "10")
        assert b"Try again in a minute" in body


# systemd


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_units(tmp_path):
    for unit in FILES.glob("*.service"):
        text = unit.read_text().replace("/srv/dateline/.venv/bin/", f"{Path(sys.executable).parent}/")
        (tmp_path / unit.name).write_text(text.replace("/srv/dateline/docs", "/usr/share/doc"))

    done = subprocess.run(
        ["systemd-analyze", "verify", *tmp_path.glob("*.service")], capture_output=True, text=True
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_web_server_tells_systemd_when_it_is_ready(server, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(tmp_path / "notify"))
        notified.settimeout(PATIENCE)
        variables = environment(server, NOTIFY_SOCKET=str(tmp_path / "notify"), PORT=str(free_ports(1)[0]))
        gunicorn = subprocess.Popen([Path(sys.executable).with_name("gunicorn")], cwd=ROOT, env=variables)
        try:
            assert b"READY=1" in notified.recv(1000)
        finally:
            gunicorn.terminate()
            gunicorn.wait(30)
