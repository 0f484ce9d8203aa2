"""The commands of the Procfile and the Makefile; see `--help`."""

from __future__ import annotations

import argparse
import sys

from .announcements import announce
from .errors import EmbeddedError
from .locations import addresses
from .places import default_data_dir, forget
from .services import run_after, run_public, serve_postgres, serve_valkey


def main(arguments: list[str] | None = None) -> int:
    """Run one command; exit code 1 and one line on stderr when it cannot."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except EmbeddedError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _run(options: argparse.Namespace) -> int:
    match options.command:
        case "postgres":
            return serve_postgres()
        case "valkey":
            return serve_valkey()
        case "env":
            for name, value in addresses().as_environment(owner=True).items():
                sys.stdout.write(f"{name}={value}\n")
            return 0
        case "announce":
            announce(options.name)
            return 0
        case "forget":
            forget(default_data_dir())
            return 0
        case "run" if options.public:
            run_public(options.service, announced=options.after)
        case "run":
            run_after(options.service, announced=options.after, owner=options.owner)
        case "demo":
            # Imported here: every service would pay for honcho's modules otherwise.
            from .supervisor import start

            start(options.procfile)
        case "supervise":
            from .supervisor import supervise

            return supervise(options.procfile)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m accountability.embedded")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("postgres", help="run PostgreSQL in the foreground")
    commands.add_parser("valkey", help="run Valkey in the foreground")
    commands.add_parser("env", help="print addresses and secrets as NAME=value")
    commands.add_parser("forget", help="delete what DATA_DIR's demo has kept")
    told = commands.add_parser("announce", help="let services go on that wait for NAME")
    told.add_argument("name")
    run = commands.add_parser("run", help="run a command when the servers answer")
    run.add_argument("--after", action="append", default=[], metavar="NAME")
    secrets = run.add_mutually_exclusive_group()
    secrets.add_argument(
        "--owner", action="store_true", help="give it the migrating role too"
    )
    secrets.add_argument(
        "--public", action="store_true", help="give it no address and no secret"
    )
    run.add_argument("service", nargs="+", metavar="COMMAND")
    for name, summary in (
        ("demo", "check ports and account, then supervise the Procfile"),
        ("supervise", "run the Procfile's services as the present user"),
    ):
        started = commands.add_parser(name, help=summary)
        started.add_argument("--procfile", default="Procfile")
    return parser


if __name__ == "__main__":
    sys.exit(main())
