"""Every answer carries its headers, every form its token, every page its reader's language, every file its licence."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.testclient import TestClient

from operations.web.app import build
from operations.web.guard import choose_language, form_is_ours, host_is_ours
from operations.web.site import HERE
from schemas import dates
from schemas.pages import Site

NOW_MS = 1_795_419_128_000


def example(site: Site) -> APIRouter:
    router = APIRouter()
    site.add_link("/example", "ตัวอย่าง", "Example")

    @router.get("/example")
    async def page(request: Request) -> Response:
        facts = {"heading": "<b>", "sentence": "…", "back": "/example"}
        return site.page(request, "message.html", facts)

    return router


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(build([example], ["testserver"], lambda: NOW_MS)) as client:
        yield client


def test_a_page_allows_only_what_carries_its_nonce(client: TestClient) -> None:
    first, second = client.get("/example"), client.get("/example")
    policy = first.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
    assert policy.startswith("default-src 'none'; ")
    assert nonce is not None
    assert "unsafe" not in policy
    assert nonce[1] not in second.headers["content-security-policy"]
    assert all(
        f'nonce="{nonce[1]}"' in tag for tag in re.findall(r"<script[^>]*>|<link rel=.stylesheet[^>]*>", first.text)
    )


def test_no_template_holds_inline_style_or_script() -> None:
    root = HERE.parent.parent
    for template in [*root.glob("operations/**/*.html"), *root.glob("consumers/**/*.html")]:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*\bsrc=)", text), template.name


@pytest.mark.parametrize("path", ["/example", "/no-such-page", "/static/base/style.css"])
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_host_name_that_is_not_ours_is_refused(client: TestClient) -> None:
    assert client.get("/example", headers={"host": "rebound.example"}).status_code == 421
    assert host_is_ours("127.0.0.1:8350", {"127.0.0.1"})
    assert host_is_ours("[::1]:8350", {"[::1]"})
    assert not host_is_ours("127.0.0.1.evil.example", {"127.0.0.1"})


def test_what_templates_are_given_is_escaped(client: TestClient) -> None:
    assert "<h1>&lt;b&gt;</h1>" in client.get("/example").text


def test_the_way_in_leads_to_the_first_page(client: TestClient) -> None:
    assert client.get("/", follow_redirects=False).headers["location"] == "/example"


def test_a_form_is_ours_only_with_its_readers_token_from_our_own_pages() -> None:
    token, other = "a" * 43, "b" * 43
    assert form_is_ours(token, token, "same-origin")
    assert form_is_ours(token, token, None)
    for cookie, sent, site in (
        (token, other, "same-origin"),
        (token, token, "cross-site"),
        (token, token, "same-site"),
        (None, "", None),
        ("", "", None),
        ("short", "short", None),
    ):
        assert not form_is_ours(cookie, sent, site)


def test_the_language_asked_for_wins_then_the_one_remembered_then_thai() -> None:
    assert choose_language("en", "th") == "en"
    assert choose_language(None, "en") == "en"
    assert choose_language("fr", "de") == "th"
    assert choose_language(None, None) == "th"


def test_a_static_files_address_names_its_content(client: TestClient) -> None:
    address = re.search(r'href="(/static/base/style\.css\?[0-9a-f]{12})"', client.get("/example").text)
    assert address is not None
    style = client.get(address[1])
    assert address[1].endswith(hashlib.sha256(style.content).hexdigest()[:12])
    assert "immutable" in style.headers["cache-control"]
    assert "immutable" not in client.get("/static/base/style.css").headers.get("cache-control", "")


def test_the_vendored_fonts_are_the_ones_listed_with_their_licence() -> None:
    folder = HERE / "static" / "fonts"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in map(str.split, lines)}
    held = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}
    assert held.pop("SHA256SUMS")
    assert held == listed
    assert "SIL Open Font License" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_colours_are_set_for_light_and_dark_and_readable_in_both() -> None:
    style = Path(HERE / "static" / "style.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", part))
        for part in style.split("prefers-color-scheme: dark")[:2]
    )
    pairs = [
        ("ink", "paper"),
        ("ink", "ground"),
        ("soft", "paper"),
        ("soft", "ground"),
        ("accent", "paper"),
        ("soft", "gone"),
    ]
    pairs += [
        ("accent", "tint"),
        ("ink", "tint"),
        ("soft", "tint"),
        ("ink", "new"),
        ("soft", "new"),
        ("on-accent", "accent"),
    ]
    pairs += [(name, f"{name}-tint") for name in ("good", "warn", "bad")] + [("good", "paper"), ("bad", "paper")]
    for colours in (light, dark):
        for text, ground in pairs:
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground, colours[text])
    assert contrast("#777777", "#ffffff") < 4.5


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours (WCAG 2.2)."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    full = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(full[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_dates_are_of_the_buddhist_era_in_thai_and_of_the_common_era_in_english() -> None:
    assert dates.long_date(date(2026, 11, 23), "th") == "จันทร์ 23 พ.ย. 2569"
    assert dates.long_date(date(2026, 11, 23), "en") == "Monday 23 Nov 2026"
    assert dates.full(NOW_MS, "th") == "23 พ.ย. 2569 14:32:08 น."
    assert dates.iso(NOW_MS) == "2026-11-23T14:32:08.000+07:00"


@pytest.mark.parametrize(
    ("seconds", "thai", "english"),
    [
        (0, "เมื่อครู่", "just now"),
        (1, "เมื่อ 1 วินาทีก่อน", "1 second ago"),
        (119, "เมื่อ 1 นาทีก่อน", "1 minute ago"),
        (7200, "เมื่อ 2 ชั่วโมงก่อน", "2 hours ago"),
        (86_400 * 3, "เมื่อ 3 วันก่อน", "3 days ago"),
        (-5, "เมื่อครู่", "just now"),
    ],
)
def test_how_long_ago_is_said_in_the_greatest_whole_unit(seconds: int, thai: str, english: str) -> None:
    assert dates.ago(NOW_MS - seconds * 1000, NOW_MS, "th") == thai
    assert dates.ago(NOW_MS - seconds * 1000, NOW_MS, "en") == english
