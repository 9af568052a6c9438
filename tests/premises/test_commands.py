"""What `saphan edge` is told wrongly it says in one line, and does nothing."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from producers.premises.commands import app

SSO = ("--agency", "sso")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("send", "{file}", *SSO), 2, "name a layout"),
        (("send", "{file}", *SSO, "--data-set", "sso.wages"), 2, "no data set sso.wages"),
        (("send", "{file}", "--agency", "dsd", "--layout", "sso-insurance"), 2, "is not dsd's"),
        (("send", "{file}", *SSO, "--layout", "../secret"), 1, "no such layout"),
        (("send", "{file}", *SSO, "--data-set", "sso.insurance", "--column", "x=wage"), 2, "has no column wage"),
        (("send", "nowhere.txt", *SSO, "--layout", "sso-insurance"), 2, "there is no file"),
        (("again", "nowhere.txt", *SSO, "--layout", "sso-insurance"), 2, "there is no file"),
        (("again", *SSO, "-o", "yaml"), 2, "one of table, json, jsonl"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(tmp_path: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    file = tmp_path / "spells.txt"
    file.write_text("nothing", encoding="utf-8")
    done = CliRunner().invoke(app, [one.replace("{file}", str(file)) for one in arguments])
    assert done.exit_code == code
    assert said in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize("arguments", [("again", *SSO), ("send", "{file}", *SSO, "--layout", "sso-insurance")])
def test_without_settings_nothing_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    file = tmp_path / "spells.txt"
    file.write_text("nothing", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SAPHAN_STATE_DIR", raising=False)
    done = CliRunner().invoke(app, [one.replace("{file}", str(file)) for one in arguments])
    assert done.exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["spells.txt"]
