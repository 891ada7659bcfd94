"""The library's figures: searches a second, and material made as PDF.

A search walks every term of the index, scores some sixty documents and renders
the list; what is typed is sent after each pause of a fifth of a second, so a
second of one reader is at most five of them."""
import http.client
import json
import time
import urllib.parse

from product import Visitor

WORDS = ("samtale", "travlhed", "krænkelser mobning", "stress early signs", "tr")  # one each, and one that is still being typed
SHELF = "/library"
PRINTS = (  # what, kind, how the library tells its size, milliseconds at most
    ("a deck of 24 cards as PDF", "deck", "24 ", 120),
    ("a model as a poster", "model", "", 60),
)


def search(bench):
    with bench.samspil("library") as server:
        page = Visitor(server.port).page(SHELF)
        for words in WORDS:
            path = f"{SHELF}?q={urllib.parse.quote(words)}"
            found = [bench.phones.run("requests", server, "-n", 32, "-d", 1, "-u", path)["per_s"] for _ in range(bench.rounds)]
            bench.results.add("P10", f"library search »{words}«, page rendered", found, None, "≥ 500 /s", 500, at_most=False, of="ours", unit="/s")
        whole = [bench.phones.run("requests", server, "-n", 32, "-d", 1, "-u", SHELF)["per_s"] for _ in range(bench.rounds)]
        bench.results.add("P10", f"the whole library ({len(page.encode()) / 1024:.1f} KB)", whole, None, "≥ 500 /s", 500, at_most=False, of="ours", unit="/s")


def shelf(port, kind):
    """What the library offers of a kind, as its API tells."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", f"{SHELF}?kind={kind}", headers={"Accept": "application/json", "Accept-Language": "da"})
    return [m for section in json.loads(connection.getresponse().read())["sections"] for m in section["methods"]]


def pdf_ms(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    began = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200 or not body.startswith(b"%PDF-"):
        raise RuntimeError(f"GET {path}: {answer.status}")
    return (time.monotonic() - began) * 1000


def prints(bench):
    with bench.samspil("prints") as server:
        for what, kind, sign, goal in PRINTS:
            method = next(m for m in shelf(server.port, kind) if sign in (m["size"] or ""))
            took = [pdf_ms(server.port, method["url"] + "/print") for _ in range(bench.rounds + 1)]
            # The first one looks for the fonts.
            bench.results.add("P10", what, took[1:], None, f"≤ {goal} ms", goal, of="ours", unit="ms")
