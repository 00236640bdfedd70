"""What marking the words of pages for translation costs, in processor time, in an archive with the demo.

    ARCHIVE_HOME=/somewhere python -m bench.marking [ADDRESS...] [--rounds 60]

Each page is rendered in turns, in one process: with its templates as they are in English, in German, and with the same templates in which the
words stand unmarked. Printed are the medians, and the median of what a round took longer than the unmarked page of the same round. The English
page must be equal byte for byte to the unmarked one, but for what no two pages share (tokens and times).
"""

from __future__ import annotations

import os
import random
import re
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

from django.conf import settings  # noqa: E402 (settings are changed before Django is set up)

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["*"], False
django.setup()

import jinja2  # noqa: E402
from django.template import engines  # noqa: E402
from django.template.backends.django import DjangoTemplates  # noqa: E402
from django.template.backends.jinja2 import Jinja2  # noqa: E402
from django.template.engine import Engine  # noqa: E402
from django.template.loaders import cached, filesystem  # noqa: E402
from django.test import Client  # noqa: E402

from archive.templatetags import parts  # noqa: E402

ADDRESSES = ["/search/?q=taleban+mazar-e-sharif", "/people/abdul-rashid-dostum/", "/", "/help/"]
WARM_UP = 5
WORDS = re.compile(r"{%\s*translate (?:'([^']*)'|\"([^\"]*)\")\s*%}")
BLOCK = re.compile(r"{%\s*blocktranslate\s*(.*?)\s*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
PART_BLOCK = re.compile(r"{%\s*trans\b(.*?)%}(.*?){%\s*endtrans\s*%}", re.DOTALL)
CALLED = re.compile(r"_\((\"[^\"]*\"|'[^']*')\)")
NOT_SHARED = re.compile(rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')


def unmarked(source: str) -> str:
    """Return a template of Django's with its words unmarked."""
    source = WORDS.sub(lambda found: found[1] or found[2] or "", source)
    return CALLED.sub(r"\1", BLOCK.sub(_block, source))


def _block(found: re.Match[str]) -> str:
    head, body = found[1], found[2]
    if "asvar" in head:
        return found[0]
    counter, values = re.search(r"count (\w+)=(\S+)", head), re.search(r"\bwith (.*)$", head)
    if counter:
        one, _, many = body.partition("{% plural %}")
        chosen = f"{{% if {counter[1]} == 1 %}}{one}{{% else %}}{many}{{% endif %}}"
        body = f"{{% with {counter[1]}={counter[2]} %}}{chosen}{{% endwith %}}"
    return f"{{% with {values[1]} %}}{body}{{% endwith %}}" if values else body


def unmarked_part(source: str) -> str:
    """Return a template of Jinja2 with its words unmarked."""
    return CALLED.sub(r"\1", PART_BLOCK.sub(_part_block, source))


def _part_block(found: re.Match[str]) -> str:
    head, body = found[1].strip(), found[2]
    pairs = [pair.strip() for pair in re.split(r",(?![^()]*\))", head) if "=" in pair]
    one, _, many = re.sub(r"{%\s*pluralize\s*%}", "\0", body).partition("\0")
    if many:
        counter = pairs[0].split("=")[0] if pairs else head.split(",")[0].strip()
        body = f"{{% if {counter} == 1 %}}{one}{{% else %}}{many}{{% endif %}}"
    return "".join(f"{{% set {pair} %}}" for pair in pairs) + body


class UnmarkedLoader(filesystem.Loader):
    """Loads templates of Django's without their marks."""

    def get_contents(self, origin):
        return unmarked(super().get_contents(origin))


class UnmarkedPartLoader(jinja2.FileSystemLoader):
    """Loads templates of Jinja2 without their marks."""

    def get_source(self, environment, template):
        source, *rest = super().get_source(environment, template)
        return unmarked_part(source), *rest


def engines_without_marks(marked: dict) -> dict:
    """Return the engines of the archive once more, their templates unmarked."""
    made = {}
    for name, engine in marked.items():
        folders = list(map(str, engine.template_dirs))
        options = dict(engines.templates[name]["OPTIONS"])
        if isinstance(engine, Jinja2):
            options["loader"] = UnmarkedPartLoader(folders)
            made[name] = Jinja2({"NAME": name, "DIRS": folders, "APP_DIRS": False, "OPTIONS": options})
        else:
            made[name] = DjangoTemplates(
                {"NAME": name, "DIRS": folders, "APP_DIRS": False, "OPTIONS": options}
            )
            keeper = cached.Loader(made[name].engine, [])
            keeper.loaders = [UnmarkedLoader(made[name].engine, folders)]
            made[name].engine.template_loaders = [keeper]
    return made


@contextmanager
def using(chosen: dict) -> Iterator[None]:
    """Render by these engines in the block."""
    before = engines._engines
    engines._engines = chosen
    Engine.get_default.cache_clear()
    parts._entity_link.cache_clear()
    try:
        yield
    finally:
        engines._engines = before
        Engine.get_default.cache_clear()


def milliseconds(get: Callable) -> tuple[float, bytes]:
    """Return the processor time of a page, and the page."""
    begun = time.thread_time()
    answer = get()
    taken = (time.thread_time() - begun) * 1000
    if answer.status_code != 200:
        raise SystemExit(f"{answer.request['PATH_INFO']} answers {answer.status_code}.")
    return taken, NOT_SHARED.sub(b"", answer.content)


def measure(address: str, ways: dict[str, tuple[dict, str]], rounds: int) -> str:
    """Render a page in turns, and return a line of what it took."""
    clients = {name: Client(headers={"accept-language": language}) for name, (_, language) in ways.items()}
    took: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + WARM_UP):
        pages = {}
        for name in random.sample(list(ways), len(ways)):
            with using(ways[name][0]):
                taken, pages[name] = milliseconds(
                    lambda name=name: clients[name].get(address, headers={"host": "localhost"})
                )
            if number >= WARM_UP:
                took[name].append(taken)
    base = median(took["unmarked"])
    words = [f"{address}: {base:.1f} ms unmarked"]
    for name in ("English", "German"):
        more = median(one - other for one, other in zip(took[name], took["unmarked"], strict=True))
        words.append(f"{name} {more:+.2f} ms ({more / base:.1%})")
    is_same = pages["English"] == pages["unmarked"]
    return "; ".join([*words, "the pages are equal" if is_same else "THE PAGES DIFFER"])


def main() -> None:
    """Print a line for each page."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("addresses", nargs="*", default=ADDRESSES)
    parser.add_argument("--rounds", type=int, default=60)
    asked = parser.parse_args()
    marked = {engine.name: engine for engine in engines.all()}
    plain = engines_without_marks(marked)
    ways = {"unmarked": (plain, "en"), "English": (marked, "en"), "German": (marked, "de")}
    for address in asked.addresses:
        print(measure(address, ways, asked.rounds), flush=True)


if __name__ == "__main__":
    main()
