"""``manage.py audit_disclosure``: whether protected figures withstand the attackers.

With ``--release`` a real release is held to its own cubes, to the one before and to the
ledger, as it was at its gate (T1 to T3, T7).
"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accountability.publication.disclosure_audit import findings
from accountability.publication.drafting import audit_of
from accountability.publication.shelf import releases_root
from accountability.release.bundle import is_release_id
from accountability.vocab.community import PlanKind


class Command(BaseCommand):
    """Run the audit of PRIVACY.md A5 on made-up cases; fail when a limit is passed."""

    help = "Attack the protected figures of made-up cases (tests T2 to T6, T8, T9)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the form, the plan and where a report is kept."""
        parser.add_argument("--long", action="store_true", help="the whole benchmark")
        parser.add_argument(
            "--plan", choices=PlanKind.codes(), default=PlanKind.ANNUAL.value
        )
        parser.add_argument("--release", help="check a published release instead")
        parser.add_argument("--report", type=Path, help="write a JSON report here")

    def handle(
        self,
        *args: Any,
        long: bool,
        plan: str,
        release: str | None,
        report: Path | None,
        **options: Any,
    ) -> None:
        """Run, print each result as it comes, and keep the report."""
        if release:
            self._gate(release)
            return
        try:
            from accountability.publication.disclosure_audit import kept, suite
        except ModuleNotFoundError as error:
            raise CommandError(
                f"{error.name} is not installed: the audit needs requirements/dev.txt"
            ) from None
        form = suite.LONG if long else suite.SHORT
        self.stdout.write(f"{form.name} form, {plan} plan, made-up cases")
        results = []
        for result in suite.audit(PlanKind.of(plan), form):
            results.append(result)
            self.stdout.write(self._line(result))
        for test, what in findings.RELEASE_GATE.items():
            self.stdout.write(f"{test}  at the gate of each release: {what}")
        failed = [result for result in results if not result.passed]
        if report:
            report.write_text(
                json.dumps(
                    {
                        "form": form.name,
                        "plan": plan,
                        "code_sha256": kept.code_sha256(),
                        "passed": not failed,
                        "results": [result.as_json() for result in results],
                        "release_gate": findings.RELEASE_GATE,
                    },
                    indent=1,
                )
                + "\n"
            )
        if failed:
            raise CommandError(f"{len(failed)} of {len(results)} are not within limits")

    def _gate(self, release: str) -> None:
        """Run the gate's checks of the community record again, and print them."""
        bundle = releases_root() / release
        if not is_release_id(release) or not bundle.is_dir():
            raise CommandError(f"there is no release {release!r}")
        checks = [c for c in audit_of(bundle) if c.name.startswith("community_")]
        for check in checks:
            mark = "ok  " if check.passed else "FAIL"
            test = findings.GATE_CHECKS[check.name]
            where = f"; {check.where}" if check.where else ""
            self.stdout.write(f"{test}  {mark} {check.number:8,}  {check.name}{where}")
        if failed := [check.name for check in checks if not check.passed]:
            raise CommandError(f"{', '.join(failed)} failed")

    def _line(self, result: Any) -> str:
        limit = result.limit
        bound = limit.bound.value
        held = bound if bound == "told" else f"{bound} {limit.value:g}"
        mark = "ok  " if result.passed else "FAIL"
        note = f"; {result.note}" if result.note else ""
        return (
            f"{limit.test}  {mark} {result.measured:8.4f}  {held:>13}  "
            f"{limit.what} ({result.seconds:.1f} s{note})"
        )
