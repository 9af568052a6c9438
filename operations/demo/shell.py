"""The demonstration's shell: brings the stack up, runs the phases, and whatever happens leaves no process behind."""

import json
import os
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, Final

from confluent_kafka import KafkaException
from redis import RedisError

from operations.access import Found
from operations.demo.crew import Crew, CrewError
from operations.demo.plan import Plan
from operations.demo.report import report
from operations.demo.running import Demonstration
from operations.demo.screen import Screen, screen
from operations.local.choosing import start_stack
from operations.local.errors import StackError
from operations.local.signals import ended_by_signals
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor

EQUAL: Final = 0
FAILED: Final = 1
INTERRUPTED: Final = 130


def show(plan: Plan) -> int:
    """Run a demonstration; gives the exit code: 0 equal, 1 not equal or failed, 130 stopped before it lived."""
    with ended_by_signals(), screen(f"http://127.0.0.1:{plan.port}") as shown:
        try:
            made = _run(plan, shown)
        except (StackError, CrewError) as why:
            shown.say(str(why))
        except (KafkaException, RedisError, TimeoutError) as why:
            shown.say(f"Kafka or Redis did not answer: {why}")
        except KeyboardInterrupt:
            shown.say("Stopped; no process is left.")
            return INTERRUPTED
        else:
            return _told(plan, made, shown)
    return FAILED


def _run(plan: Plan, shown: Screen) -> dict[str, Any] | None:
    """Go from the stack's start to its end; None when stopped while it lived, as it is meant to be."""
    with ExitStack() as running:
        stack = start_stack(
            plan.state, os.environ, docker=plan.docker, fresh=True, web_port=plan.port, report=shown.say
        )
        running.callback(stack.stop)
        ground = Found(stack.state, stack.record.model_copy(update={"web_port": plan.port}))
        note = stack.note if isinstance(stack, Stack) else lambda _: None
        supervisor = running.enter_context(Supervisor(plan.state, note))
        demonstration = Demonstration(plan, ground, Crew(plan, ground, supervisor), shown, running)
        demonstration.load()
        try:
            demonstration.live()
        except KeyboardInterrupt:
            shown.say("Ending every process.")
            return None
        demonstration.reconcile()
        demonstration.come_to_rest()
        made = report(demonstration.compare())
        shown.say("Ending every process.")
    return made


def _told(plan: Plan, made: Mapping[str, Any] | None, shown: Screen) -> int:
    if made is None:
        return EQUAL
    text = json.dumps(made, ensure_ascii=False, indent=2)
    shown.say(text)
    if plan.report is not None:
        plan.report.write_text(text + "\n", encoding="utf-8")
    return EQUAL if made["view_equals_log"] else FAILED
