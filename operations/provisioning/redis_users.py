"""Who may do what on Redis: one user per role, the default user off; only functions write, each role has only its own.

A function runs with its caller's rights, so a role that may call one also needs the commands inside it, on its keys.
"""

import hashlib
from collections.abc import Mapping
from typing import Final

CONNECT: Final = "+ping +hello +auth +select +client|setinfo +client|setname +client|id"
CALLED_WRITES: Final = "+hset +hsetnx +hdel +hincrby +sadd +srem +zadd +zrem +set"
CALLED_READS: Final = (
    "+hget +hmget +hgetall +hexists +exists +zrange +zrangebyscore +zrevrange +zscore +srandmember +smembers"
)
WRITE_FUNCTIONS: Final = (
    *("apply", "many", "sought", "claim", "gap_healed", "index", "clean", "propose", "nudge", "settle"),
    *("repaired", "tick", "quarantine", "erase", "report"),
)
READ_FUNCTIONS: Final = (
    *("take", "candidates", "repairs", "burials", "population", "named", "erased"),
    *("watermarks", "profile"),
)


def _calls(command: str, *functions: str) -> str:
    return " ".join(f"+{command}|{name}" for name in functions)


_PROFILES: Final = "%R~{*}:w %R~{*}:p:*"
RULES: Final[Mapping[str, str]] = {
    "worker": f"~{{*}}:* ~worker:* {CONNECT} {CALLED_WRITES} {CALLED_READS} +info +wait "
    f"{_calls('fcall', *WRITE_FUNCTIONS, *READ_FUNCTIONS)} {_calls('fcall_ro', *READ_FUNCTIONS)}",
    "edge": f"{_PROFILES} %R~{{*}}:erased %R~{{*}}:o {CONNECT} +hget +hmget +hgetall +hexists "
    f"{_calls('fcall_ro', 'population', 'named', 'erased', 'watermarks')}",
    "desk": f"{_PROFILES} {CONNECT} +hget +hgetall {_calls('fcall_ro', 'profile')}",
    "operator": f"%R~* {CONNECT} +@read -keys +info +dbsize +function|list +function|stats +memory|usage +slowlog|get "
    f"{_calls('fcall_ro', *READ_FUNCTIONS)}",
    "admin": "~* &* +@all",
}


def acl_file(passwords: Mapping[str, str]) -> str:
    """Write the server's access list; passwords are only kept as hashes. KeyError when a role has none."""
    lines = [f"user {role} on #{_sha256(passwords[role])} {rules}" for role, rules in RULES.items()]
    return "\n".join(["user default off", *lines]) + "\n"


def _sha256(password: str) -> str:
    return hashlib.sha256(password.encode("utf-8")).hexdigest()
