"""People sign in for their source, are known by a server-side session, and are out when they say so."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from producers.signing_in.door import ours
from producers.signing_in.secret import SealedOtherwiseError, opened, sealed, secret_of_password, secret_of_token
from producers.signing_in.sessions import IDLE_MS, LENGTH_MS, Session, Sessions
from schemas.database import open_database
from tests.uploads.at_hand import PASSWORD, REGISTRAR, AtHand, form_token, sign_in

NOW = 1_795_410_000_000
WHO = Session("registrar", "college", "sph_key", bytes(range(32)))


@pytest.fixture
def at_hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path)


def test_who_is_not_signed_in_is_led_to_the_form_and_back_to_the_page_wanted(at_hand: AtHand) -> None:
    browser = at_hand.browser()
    led = browser.get("/uploads", follow_redirects=False)
    assert led.status_code == 303
    assert led.headers["location"] == "/sign-in?next=/uploads"
    assert "ส่งเป็นไฟล์" in sign_in(browser).text


def test_a_wrong_password_and_an_unknown_name_are_told_alike(at_hand: AtHand) -> None:
    told = [sign_in(at_hand.browser(), user, "wrong-password") for user in (REGISTRAR, "nobody")]
    assert [answer.status_code for answer in told] == [401, 401]
    assert all("ไม่ถูกต้อง" in answer.text for answer in told)


def test_after_signing_out_the_old_token_opens_nothing_and_its_key_is_ended(at_hand: AtHand) -> None:
    browser = at_hand.browser()
    token = form_token(sign_in(browser).text)
    cookie = browser.cookies["saphan_session"]
    session = at_hand.entered.sessions.whose(cookie, at_hand.gateway.clock())
    assert session is not None
    assert at_hand.gateway.sources.by_key(session.key) is not None
    browser.post("/sign-out", data={"csrf": token})
    browser.cookies.set("saphan_session", cookie)
    assert browser.get("/uploads", follow_redirects=False).status_code == 303
    assert at_hand.gateway.sources.by_key(session.key) is None


def test_a_form_that_is_not_ours_signs_nobody_in(at_hand: AtHand) -> None:
    browser = at_hand.browser()
    told = browser.post("/sign-in", data={"csrf": "x" * 43, "user": REGISTRAR, "password": PASSWORD})
    assert told.status_code == 403
    assert "saphan_session" not in browser.cookies


def test_the_cookie_is_for_this_host_alone_over_tls_and_out_of_reach_of_scripts(at_hand: AtHand) -> None:
    browser = TestClient(at_hand.app(), base_url="https://testserver")
    csrf = form_token(browser.get("/sign-in").text)
    told = browser.post(
        "/sign-in", data={"csrf": csrf, "user": REGISTRAR, "password": PASSWORD}, follow_redirects=False
    )
    cookie = next(one for one in told.headers.get_list("set-cookie") if "session" in one)
    assert cookie.startswith("__Host-saphan_session=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_a_session_ends_when_nobody_uses_it_and_at_the_end_of_the_day_in_any_case() -> None:
    sessions = Sessions(open_database("sqlite://"))
    token = sessions.begin(WHO, NOW)
    assert sessions.whose(token, NOW + IDLE_MS - 1) == WHO
    assert sessions.whose(token, NOW + 2 * IDLE_MS - 2) == WHO, "its use was noted"
    assert sessions.whose(token, NOW + 3 * IDLE_MS) is None
    at = NOW
    while at < NOW + LENGTH_MS:
        found = sessions.whose(token := token, at)
        at += IDLE_MS // 2
    assert found is None or at >= NOW + LENGTH_MS
    assert sessions.whose(sessions.begin(WHO, NOW), NOW + LENGTH_MS) is None


def test_nothing_in_the_table_lets_one_in_or_tells_the_key(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'sessions.db'}")
    token = Sessions(engine).begin(WHO, NOW)
    engine.dispose()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in kept
    assert WHO.key.encode() not in kept
    assert WHO.secret not in kept


def test_what_is_sealed_opens_with_its_own_secret_alone() -> None:
    content = sealed(secret_of_token("one"), b"content")
    assert opened(secret_of_token("one"), content) == b"content"
    for secret, altered in ((secret_of_token("two"), content), (secret_of_token("one"), content[:-1] + b"x")):
        with pytest.raises(SealedOtherwiseError):
            opened(secret, altered)


def test_a_users_secret_is_the_same_each_time_and_nobody_elses() -> None:
    assert secret_of_password("somsri", PASSWORD) == secret_of_password("somsri", PASSWORD)
    assert secret_of_password("somsri", PASSWORD) != secret_of_password("somchai", PASSWORD)
    assert secret_of_password("somsri", PASSWORD) != secret_of_password("somsri", PASSWORD + "1")


def test_one_is_led_on_only_within_the_site() -> None:
    assert ours("/uploads/abc") == "/uploads/abc"
    for foreign in ("//evil.example", "https://evil.example", "/\\evil.example", "evil", "", "/a\r\nb"):
        assert ours(foreign) == "/uploads"


def test_no_repr_shows_key_or_secret() -> None:
    assert "sph_key" not in repr(WHO)
    assert "\\x01" not in repr(WHO)
