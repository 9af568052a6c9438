"""The command `saphan web`."""

from typing import Annotated

import typer


def web(port: Annotated[int | None, typer.Option(help="Port to listen on; else SAPHAN_WEB_PORT.")] = None) -> None:
    """Serve the desk, the operations pages and the detail API until stopped."""
    # Imported here so that the other commands start without them.
    import uvicorn  # noqa: PLC0415

    from operations.web.app import build, installed_pages  # noqa: PLC0415
    from operations.web.settings import WebSettings  # noqa: PLC0415

    settings = WebSettings()
    uvicorn.run(
        build(installed_pages().values(), settings.allowed_hosts),
        host=settings.host,
        port=settings.port if port is None else port,
        access_log=False,  # addresses name matches; the audit log is where reading is recorded
        log_level="warning",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
