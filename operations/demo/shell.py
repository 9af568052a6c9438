"""The demonstration's shell: brings the stack up, runs the phases, and whatever happens leaves no process behind."""

import json
import signal
from contextlib import ExitStack
from dataclasses import replace
from types import FrameType

from confluent_kafka import KafkaException
from redis import RedisError

from operations.demo.crew import Crew, CrewError
from operations.demo.plan import Plan
from operations.demo.report import report
from operations.demo.running import Demonstration
from operations.demo.screen import Screen, screen
from operations.local.errors import StackError
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor

INTERRUPTED = 130


def show(plan: Plan) -> int:
    """Run a demonstration; gives the exit code: 0 equal, 1 not equal or failed, 130 stopped before it lived."""
    signal.signal(signal.SIGTERM, _interrupt)
    with screen(f"http://127.0.0.1:{plan.port}") as shown:
        try:
            return _run(plan, shown)
        except (StackError, CrewError) as why:
            shown.say(str(why))
        except (KafkaException, RedisError, TimeoutError) as why:
            shown.say(f"Kafka or Redis did not answer: {why}")
        except KeyboardInterrupt:
            shown.say("Stopped. No process is left.")
            return INTERRUPTED
    return 1


def _run(plan: Plan, shown: Screen) -> int:
    with ExitStack() as running:
        stack = running.enter_context(Stack.start(plan.state, report=shown.say, web_port=plan.port, fresh=True))
        plan = replace(plan, port=stack.record.web_port)
        supervisor = running.enter_context(Supervisor(plan.state))
        # Left first: once everything is being ended, a second Ctrl-C must not leave half of it running.
        running.callback(signal.signal, signal.SIGINT, signal.SIG_IGN)
        running.callback(signal.signal, signal.SIGTERM, signal.SIG_IGN)
        demonstration = Demonstration(plan, stack, Crew(plan, stack, supervisor), shown, running)
        demonstration.load()
        try:
            demonstration.live()
        except KeyboardInterrupt:
            shown.say("Stopped. Ending every process.")
            return 0
        demonstration.come_to_rest()
        made = report(demonstration.compare())
    _write(plan, made, shown)
    return 0 if made["view_equals_log"] else 1


def _write(plan: Plan, made: dict[str, object], shown: Screen) -> None:
    text = json.dumps(made, ensure_ascii=False, indent=2)
    shown.say(text)
    if plan.report is not None:
        plan.report.write_text(text + "\n", encoding="utf-8")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt(number, frame)
