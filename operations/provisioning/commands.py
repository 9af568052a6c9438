"""`saphan provision`: create topics, set permissions, load the view's functions."""

from typing import Annotated

import typer


def provision(
    *,
    replicas: Annotated[int, typer.Option(help="Copies of each partition; 3 where there are three brokers.")] = 1,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait until both answer.")] = 10.0,
    prune: Annotated[bool, typer.Option("--prune", help="Take away permissions that are in no row.")] = False,
) -> None:
    """Create topics, set what the agreement allows today and load the view's functions.

    Reads SAPHAN_KAFKA_… and SAPHAN_REDIS_URL (as admin), and SAPHAN_AGREEMENT.
    """
    from confluent_kafka import KafkaException
    from redis.exceptions import RedisError

    from operations.provisioning.plan import ProvisioningError
    from operations.provisioning.probe import wait_for
    from operations.provisioning.provision import provision as carry_out
    from operations.web.clock import now_ms
    from schemas.agreement import AgreementSettings
    from schemas.connection import KafkaSettings, LogSettings, RedisSettings
    from schemas.dates import moment

    try:
        kafka, log, url = KafkaSettings(), LogSettings(), RedisSettings().redis_url.get_secret_value()
        agreement = AgreementSettings().chosen()
        status = agreement.status(moment(now_ms()).date())
        if not status.in_force:
            told = f"provision: no agency may write (--prune takes away what stands):\n{status.th}\n{status.en}"
            typer.echo(told, err=True)
        wait_for(kafka, url, wait)
        done = carry_out(kafka, url, log.partitions, agreement, replicas=replicas, prune=prune)
    except (KafkaException, RedisError, ProvisioningError, TimeoutError) as error:
        typer.echo(f"provision: {error}", err=True)
        raise typer.Exit(1) from error
    for line in done.changed or ("nothing to change",):
        typer.echo(line)
    for line in done.extra:
        typer.echo(f"{'taken away' if prune else 'in no row (--prune takes it away)'}: {line}", err=True)
    typer.echo(f"functions loaded: {', '.join(done.loaded) or 'none'}", err=True)
