"""Measures a module: how long it is, how long its functions are, and whether it says what it is."""

import ast
from collections.abc import Iterator

FUNCTION_LINES_MAX = 40
MODULE_LINES_MAX = 250


def faults(source: str) -> Iterator[str]:
    """Name what is untidy about a module's source."""
    lines = len(source.splitlines())
    if lines > MODULE_LINES_MAX:
        yield f"{lines} lines, more than {MODULE_LINES_MAX}"
    tree = ast.parse(source)
    opening = (ast.get_docstring(tree) or "").split("\n", 1)[0]
    if not opening.endswith("."):
        yield "does not open with a sentence that says what it is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES_MAX:
                yield f"{node.name} has {length} lines, more than {FUNCTION_LINES_MAX}"
