"""What can go wrong on the way to a running stack, each said in one line with what to do."""


class StackError(RuntimeError):
    """The stack can't be had; the message says why and what to do."""
