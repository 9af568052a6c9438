"""The command `saphan web`."""

from typing import Annotated

import typer


def web(port: Annotated[int | None, typer.Option(help="Port to listen on; else SAPHAN_WEB_PORT.")] = None) -> None:
    """Serve the desk, the operations pages and the detail API until stopped."""
    # Imported here so that the other commands start without them.
    import signal
    import sys

    import uvicorn

    from operations.web.app import build, installed_pages
    from operations.web.settings import WebSettings

    settings = WebSettings()
    # After its own clean end uvicorn raises the signal again; that it was asked to end is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        build(installed_pages().values(), settings.allowed_hosts),
        host=settings.host,
        port=settings.port if port is None else port,
        access_log=False,  # addresses name matches; the audit log is where reading is recorded
        log_level="warning",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
