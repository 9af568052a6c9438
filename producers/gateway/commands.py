"""The subcommand `saphan gateway`."""

from typing import Annotated

import typer

app = typer.Typer(help="The agencies' way in over HTTP.", no_args_is_help=True)


@app.callback()
def gateway() -> None:
    """Take rows over HTTP."""


@app.command()
def run(port: Annotated[int | None, typer.Option(help="Port to listen on; else SAPHAN_GATEWAY_PORT.")] = None) -> None:
    """Take rows over HTTP until told to end; settings come from the environment (SAPHAN_GATEWAY_…)."""
    # Imported here so that the other commands start without them.
    import gc
    import signal
    import sys

    import uvicorn

    from producers.gateway.settings import GatewaySettings
    from producers.gateway.wiring import make

    settings = GatewaySettings()
    served = make(settings)
    # Rows in flight are many small objects and no cycles.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    # After its own clean end uvicorn raises the signal again; that it was asked to end is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        served,
        host=settings.host,
        port=settings.port if port is None else port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        access_log=False,
        log_level="warning",
        limit_concurrency=256,
        timeout_graceful_shutdown=10,
        server_header=False,
    )
