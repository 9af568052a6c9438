"""`saphan worker`: runs a worker of the streams."""

import typer

app = typer.Typer(help="Workers: from the log into the view and on to the matches.", no_args_is_help=True)


@app.callback()
def worker() -> None:
    """Run the streams' workers."""


@app.command()
def run() -> None:
    """Run one worker until it is told to end (SIGTERM); settings come from the environment (SAPHAN_…)."""
    # Faust is heavy, and no other command needs it.
    from streams.running import run_worker

    run_worker()
