"""The rules every answer obeys: security headers, the form token, which host names are ours, the reader's language."""

import hmac
import re
from collections.abc import Collection
from typing import Final

from schemas.pages import Language

FORM_COOKIE: Final = "saphan_form"
LANGUAGE_COOKIE: Final = "saphan_language"
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_PORT: Final = re.compile(r":[0-9]{1,5}$")
# What every answer says, page or not; a page's own policy names its nonce.
HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
CLOSED_POLICY: Final = b"default-src 'none'; frame-ancestors 'none'"


def page_policy(nonce: str) -> str:
    """Allow a page its own nonced scripts and styles, its fonts and its own origin; nothing inline, nothing foreign."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def is_token(text: str | None) -> bool:
    """Say whether a cookie's text can be a form token of ours (32 random bytes in base64url)."""
    return text is not None and _TOKEN.fullmatch(text) is not None


def form_is_ours(cookie: str | None, token: str, fetch_site: str | None) -> bool:
    """Accept a form that carries its reader's token and, where the browser says so, comes from the same origin."""
    if fetch_site not in (None, "same-origin"):
        return False
    return cookie is not None and is_token(cookie) and hmac.compare_digest(cookie.encode(), token.encode())


def host_is_ours(host: str, allowed: Collection[str]) -> bool:
    """Say whether a Host header, its port aside, is a name we serve."""
    return _PORT.sub("", host).lower() in allowed


def choose_language(asked: str | None, cookie: str | None) -> Language:
    """Take the language asked for, else the one remembered, else Thai."""
    for wish in (asked, cookie):
        if wish == "th":
            return "th"
        if wish == "en":
            return "en"
    return "th"
