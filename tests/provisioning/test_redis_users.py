"""Who may do what on the real view: every role, its own functions on its own keys and no others."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, ResponseError

from operations.provisioning import redis_users
from streams.store.provision import FUNCTIONS

Url = Callable[[str], str]
MARK = "{0}:w"
PROFILE = "{0}:p:" + "0" * 32
CANDIDATES = "{0}:c:" + "0" * 32

# One command per right that somebody has or nobody but the administrator has.
COMMANDS: dict[str, tuple[str, ...]] = {
    "apply": ("FCALL", "apply", "1", MARK),
    "report": ("FCALL", "report", "1", "worker:1"),
    "population": ("FCALL_RO", "population", "1", MARK, "ovec.student.v1"),
    "named": ("FCALL_RO", "named", "1", MARK, "0" * 32),
    "erased": ("FCALL_RO", "erased", "1", MARK, "0" * 32),
    "profile": ("FCALL_RO", "profile", "1", MARK, "0" * 32),
    "take": ("FCALL_RO", "take", "1", MARK),
    "read a profile": ("HGETALL", PROFILE),
    "read candidates": ("ZRANGE", CANDIDATES, "0", "-1"),
    "write a profile": ("HSET", PROFILE, "a", "b"),
    "write elsewhere": ("HSET", "elsewhere", "a", "b"),
    "look around": ("SCAN", "0"),
    "list functions": ("FUNCTION", "LIST"),
    "empty": ("FLUSHALL",),
    "drop functions": ("FUNCTION", "DELETE", "nothing"),
    "configure": ("CONFIG", "GET", "port"),
    "read the users": ("ACL", "LIST"),
    "run a script": ("EVAL", "return 1", "0"),
    "all keys": ("KEYS", "*"),
    "stop": ("SHUTDOWN", "ABORT"),
}
ALLOWED = {
    "worker": {
        *("apply", "report", "population", "named", "erased", "profile", "take"),
        *("read a profile", "read candidates", "write a profile"),
    },
    "edge": {"population", "named", "erased", "read a profile"},
    "desk": {"profile", "read a profile"},
    "operator": {
        *("population", "named", "erased", "profile", "take", "read a profile", "read candidates"),
        *("look around", "list functions"),
    },
}  # fmt: skip


def may(url: str, command: tuple[str, ...]) -> bool:
    """Say whether the server lets this role run a command (an error in its arguments is no refusal)."""
    client: Any = Redis.from_url(url)
    try:
        client.execute_command(*command)
    except NoPermissionError:
        return False
    except ResponseError:
        return True
    finally:
        client.close()
    return True


@pytest.mark.parametrize("role", ALLOWED)
def test_a_role_may_run_its_own_commands_and_no_others(view_url: Url, role: str) -> None:
    found = {name for name, command in COMMANDS.items() if may(view_url(role), command)}

    assert found == ALLOWED[role]


def test_the_administrator_may_what_nobody_else_may(view_url: Url) -> None:
    assert all(may(view_url("admin"), COMMANDS[name]) for name in ("empty", "configure", "run a script"))


def test_the_default_user_and_a_wrong_password_are_not_let_in(view_url: Url) -> None:
    for role, password in (("default", ""), ("worker", "guessed")):
        url = re.sub(r"//[^@]+@", f"//{role}:{password}@", view_url("worker"))
        client: Any = Redis.from_url(url)
        with pytest.raises((AuthenticationError, ResponseError)):
            client.ping()


def test_the_worker_may_call_each_function_of_the_library_and_what_each_one_calls() -> None:
    source = Path(FUNCTIONS).read_text(encoding="utf-8")

    assert registered(source) == {*redis_users.WRITE_FUNCTIONS, *redis_users.READ_FUNCTIONS}
    assert called(source) == granted(redis_users.CALLED_WRITES) | granted(redis_users.CALLED_READS)


def test_a_new_function_or_command_in_the_library_is_seen() -> None:
    source = "redis.call('LPUSH', k) call('GET', k) redis.register_function('fresh', f)"
    source += "redis.register_function{function_name = 'x', callback = x}"

    assert registered(source) == {"fresh", "x"}
    assert called(source) == {"lpush", "get"}


def registered(source: str) -> set[str]:
    """List the functions that a library registers."""
    return set(re.findall(r"register_function(?:\(|\{\s*function_name\s*=\s*)'(\w+)'", source))


def called(source: str) -> set[str]:
    """List the commands that a library calls."""
    return {name.lower() for name in re.findall(r"\bp?call\(\s*'([A-Z]+)'", source)}


def granted(rules: str) -> set[str]:
    """List the commands that rules grant."""
    return {rule.removeprefix("+") for rule in rules.split()}
