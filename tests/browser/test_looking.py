"""The eyes themselves: on a page with every fault, each of them sees it."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser import looking
from tests.browser.reader import Reader

FAULTY = """<!doctype html><html lang="xx-1"><head><title> </title></head><body><main>
<h1>One</h1><h1>Two</h1><p id="a" lang="??">{東京|とうきょう}</p><p id="a" style="color: #ccc">pale</p>
<img src="data:image/png;base64,AA=="><svg><use href="#nothing"></use></svg><input><button>x</button>
<div style="width: 3000px">wide</div><a class="button" href="#">under</a><i style="position: relative; display: inline-block; margin-left: -60px; width: 90px; height: 30px"></i></main></body></html>"""


def test_faults_are_seen(read: Callable[..., Reader]) -> None:
    page = read().page
    page.set_content(FAULTY)
    rules = {finding.partition(":")[0] for finding in looking.axe_findings(page)}
    assert {"color-contrast", "image-alt", "label", "html-lang-valid"} <= rules
    seen = " ".join(looking.frame_findings(page, "ja"))
    for fault in (
        'lang is "xx-1"',
        "2 h1",
        "ids twice: a",
        "title",
        "ruby markup",
        'lang="??"',
        "no alt",
        "nor named",
        "no such icon",
    ):
        assert fault in seen
    assert looking.sideways_findings(page) and looking.target_findings(page) and looking.covered_findings(page)


def test_what_the_console_says_and_who_is_asked_is_noted(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    page = reader.open("")
    page.evaluate("""() => {
      console.error("careless");
      const line = document.createElement("p");
      line.setAttribute("style", "color: red");
      const picture = new Image();
      picture.src = "https://elsewhere.example/point.png";
      document.body.append(line, picture);
    }""")
    page.wait_for_timeout(500)
    noted = " ".join(reader.faults)
    assert "careless" in noted and "Content Security Policy" in noted
