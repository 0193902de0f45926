"""``validate``, ``explain``, ``describe`` and ``doctor``: scenario files, words and this machine; nothing is run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from sim.commands.common import SCENARIO, SETTINGS, in_words
from sim.commands.completion import keys_of
from sim.errors import ExitCode, HearthlineError

TOPICS = ("schema", "order", "metrics", "cadences", "laws")


def _keys(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Keys that may follow, without the sign that a value follows."""
    found = keys_of(context, parameter, incomplete)
    return [CompletionItem(one.value.removesuffix("="), help=one.help) for one in found]


@click.command("validate", short_help="Check scenario files.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@SETTINGS
def validate_command(files: tuple[Path, ...], settings: tuple[str, ...]) -> None:
    """Check scenario files; every problem is shown where it was written."""
    from sim import kernel
    from sim.scenario.load import load_scenario

    kernel.choose(compiled=False)  # nothing is run
    from sim.present import case

    worst = ExitCode.DONE
    for file in files:
        try:
            one = case.case_of(load_scenario(file, settings))
            case.refuse_unknown_metrics(one)
            case.refuse_what_has_no_room(one)
            case.refuse_incomparable(one)
        except HearthlineError as error:
            click.echo(in_words(error), err=True)
            worst = max(worst, error.exit_code)
        else:
            click.echo(f"{file}: valid")
    click.get_current_context().exit(worst)


@click.command("explain", short_help="Say where a value comes from.")
@SCENARIO
@click.argument("key", required=False, shell_complete=_keys)
@SETTINGS
def explain_command(scenario: Path, key: str | None, settings: tuple[str, ...]) -> None:
    """Say what a key holds, what it means and where its value comes from; without KEY, which keys there are."""
    from sim.scenario.explain import explain, outline
    from sim.scenario.load import load_scenario

    loaded = load_scenario(scenario, settings)
    click.echo(outline(loaded) if key is None else str(explain(loaded, key)))


@click.command("describe", short_help="Describe keys, order of events, metrics, cadences, laws.")
@click.argument("topic", type=click.Choice(TOPICS))
@click.option("--json", "as_json", is_flag=True, help="With schema: the JSON Schema, for editors.")
def describe_command(topic: str, as_json: bool) -> None:
    """Describe the keys of scenario files, the order of events, metrics, cadences or laws of chance."""
    if as_json and topic != "schema":
        raise click.UsageError("--json goes with `describe schema`")
    if as_json:
        from sim.scenario.json_schema import schema_text

        click.echo(schema_text(), nl=False)
        return
    from sim.present import describe

    texts: dict[str, Callable[[], str]] = {
        "schema": describe.schema_text,
        "order": describe.order_text,
        "metrics": describe.metrics_text,
        "cadences": describe.cadences_text,
        "laws": describe.laws_text,
    }
    click.echo(texts[topic](), nl=False)


@click.command("doctor", short_help="Say what works here; --warm compiles the model.")
@click.option("--warm", is_flag=True, help="Compile all of the model now, so that no later run has to.")
def doctor_command(warm: bool) -> None:
    """Say which versions work here and whether the model is compiled."""
    from sim.present import doctor

    if warm:
        from sim.study.warm import warm_up_all

        click.echo("Compiling the model for this machine, all of it: a minute or two ...", err=True)
        warm_up_all()
    click.echo(doctor.findings(), nl=False)
