"""Serve the reconstructed commission site, or publish its revised report."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from fixtures.commission_site.server import SiteServer, revise_site


class Command(BaseCommand):
    """Part of the demo. Needs no database; builds the site at the first start."""

    help = "Serve the reconstructed commission site (demonstration) on loopback."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Port, directory, and the switch to the revised report."""
        parser.add_argument("--port", type=int, default=8002)
        parser.add_argument(
            "--directory",
            type=Path,
            default=Path(settings.DATA_DIR) / "commission-site",
            help="where the site is built; default: commission-site in DATA_DIR",
        )
        parser.add_argument(
            "--revise",
            type=int,
            metavar="N",
            help="only switch a running site to revision N (2 revises the report of "
            "2019/20 at its address, 1 takes it back)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until INT, TERM or a closed terminal."""
        directory: Path = options["directory"]
        if options["revise"] is not None:
            revise_site(directory, options["revise"])
            self.stdout.write(f"The site now serves revision {options['revise']}.")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        with SiteServer(directory, port=options["port"]) as site:
            self.stdout.write(f"Reconstructed commission site: {site.address}/")
            self.stdout.flush()
            stop.wait()
