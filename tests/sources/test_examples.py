import os
from pathlib import Path

from accountability.sources.registry import all_sources, source
from fixtures.commission_site.manifest import Manifest
from tests.sources.examples import examples, written


def test_every_source_has_an_example(manifest: Manifest, site_directory: Path) -> None:
    shown = {example.source for example in examples(manifest, site_directory)}
    assert shown == set(all_sources())


def test_every_example_reads_as_a_person_reviewed_it(
    manifest: Manifest, site_directory: Path
) -> None:
    """A missing expected file is written for review, except in CI; the test fails."""
    different = []
    for example in examples(manifest, site_directory):
        readings = source(example.source).checked_readings(example.document)
        found = "".join(f"{written(reading)}\n" for reading in readings)
        named = f"{example.source}/{example.expected.name}"
        if not example.expected.exists():
            if "CI" not in os.environ:
                example.expected.write_text(found, encoding="utf-8")
            different.append(f"{named}: had to be written; review it")
        elif example.expected.read_text(encoding="utf-8") != found:
            different.append(f"{named}: reads otherwise now")
    assert not different, "\n".join(different)
