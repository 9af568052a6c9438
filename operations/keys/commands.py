"""`saphan keys`: runs the key service."""

import typer

app = typer.Typer(help="People's keys: the one process that can make, give out and destroy them.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """People's keys."""


@app.command()
def serve() -> None:
    """Serve keys until told to end; settings come from the environment (SAPHAN_PLATFORM_KEY, SAPHAN_KEYS_…)."""
    # Imported here so that the other commands start without them.
    import signal
    import sys

    import uvicorn

    from operations.keys.service import KeyService
    from operations.keys.settings import ServiceSettings
    from schemas.keystore import KeyStore

    settings = ServiceSettings()
    store = KeyStore(settings.keystore_url, settings.platform_bytes())
    # After its own clean end uvicorn raises the signal again; that it was asked to end is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    uvicorn.run(
        KeyService(store, settings.keys_access),
        host=settings.keys_host,
        port=settings.keys_port,
        lifespan="off",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=3,
        server_header=False,
    )
