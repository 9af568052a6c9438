"""Draws the map of the system from the table of topics, for the README."""

from schemas.topics import AGENCIES, IDENTITY, MATCH, TOPICS, Subject

_NAMES = {
    "ovec": "OVEC (สอศ.)<br>colleges",
    "doe": "DOE (กรมการจัดหางาน)<br>vacancies, placement",
    "sso": "SSO (ประกันสังคม)",
    "dsd": "DSD (กรมพัฒนาฝีมือแรงงาน)",
    "mol": "MOL (กระทรวงแรงงาน)<br>statistics",
}


def system_map() -> str:
    """Give the map as a Mermaid flowchart: who writes which topic, and what becomes of it."""
    return "\n".join(["flowchart LR", *_agencies(), *_topics(), *_streams(), *_consumers()])


def _node(topic: str) -> str:
    return topic.replace(".", "_").replace("-", "_")


def _agencies() -> list[str]:
    return [f'  {agency}["{_NAMES[agency]}"]' for agency in AGENCIES]


def _topics() -> list[str]:
    lines = []
    for topic in TOPICS:
        shape = ("([", "])") if topic.subject is Subject.PERSON else ("[/", "/]")
        lines.append(f'  {_node(topic.name)}{shape[0]}"{topic.name}<br>{topic.record_en}"{shape[1]}')
        if topic.writer in AGENCIES:
            lines.append(f"  {topic.writer} -- producers --> {_node(topic.name)}")
    return lines


def _streams() -> list[str]:
    applied = [f"  {_node(topic.name)} --> streams" for topic in TOPICS if topic.name != MATCH]
    return [
        '  streams{{"streams: apply, fold, match"}}',
        '  view[("Redis: live linked profiles")]',
        *applied,
        "  streams <--> view",
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
