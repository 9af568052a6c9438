"""Draws the map of the system from the table of topics, for the README."""

from schemas.topics import AGENCIES, BY_NAME, IDENTITY, MATCH, TOPICS, Subject, Topic

_NAMES = {
    "ovec": "OVEC (สอศ.)<br>colleges",
    "doe": "DOE (กรมการจัดหางาน)<br>vacancies, placement",
    "sso": "SSO (ประกันสังคม)",
    "dsd": "DSD (กรมพัฒนาฝีมือแรงงาน)",
    "mol": "MOL (กระทรวงแรงงาน)<br>statistics",
}


def system_map() -> str:
    """Give the map as a Mermaid flowchart: who writes which topics, and what becomes of them."""
    return "\n".join(["flowchart LR", *_registers(), *_streams(), *_consumers()])


def _node(topic: str) -> str:
    return topic.replace(".", "_").replace("-", "_")


def _drawn(topic: Topic) -> str:
    """Draw a topic, those about people rounded."""
    begins, ends = ("([", "])") if topic.subject is Subject.PERSON else ("[/", "/]")
    return f'{_node(topic.name)}{begins}"{topic.name}<br>{topic.record_en}"{ends}'


def _registers() -> list[str]:
    lines = []
    for agency in AGENCIES:
        own = [f"    {_drawn(topic)}" for topic in TOPICS if topic.writer == agency]
        lines += [f'  subgraph {agency}["{_NAMES[agency]}"]', *own, "  end", f"  {agency} -- producers --> streams"]
    return lines


def _streams() -> list[str]:
    return [
        '  streams{{"streams: apply, fold, match"}}',
        '  view[("Redis: live linked profiles")]',
        *(f"  {_drawn(BY_NAME[name])}" for name in (MATCH, IDENTITY)),
        "  streams <--> view",
        f"  {_node(IDENTITY)} --> streams",
        f"  streams -- opened, withdrawn --> {_node(MATCH)}",
    ]


def _consumers() -> list[str]:
    return [
        '  alerts{{"consumers: alerts"}}',
        '  desk["placement desk"]',
        f"  {_node(MATCH)} --> alerts -- signed webhooks --> desk",
        "  desk -- outcomes, by outbox --> doe",
        f'  steward["stewards"] -- decisions --> {_node(IDENTITY)}',
    ]
