"""Every source, found by discovery: a module of this package that defines one."""

import pkgutil
from functools import cache
from importlib import import_module
from inspect import isabstract, isclass

from accountability import sources
from accountability.sources.base import Source


@cache
def all_sources() -> dict[str, Source]:
    """Return one instance of every source by id, in order of id."""
    found: dict[str, Source] = {}
    for module in pkgutil.iter_modules(sources.__path__):
        if module.ispkg:
            continue
        loaded = import_module(f"{sources.__name__}.{module.name}")
        for item in vars(loaded).values():
            if not isclass(item) or not issubclass(item, Source) or isabstract(item):
                continue
            if item.__module__ == loaded.__name__:
                found[item.id] = item()
    return dict(sorted(found.items()))


def source(source_id: str) -> Source:
    """Return the source called ``source_id``; KeyError names the known ones."""
    known = all_sources()
    if source_id not in known:
        raise KeyError(f"no source {source_id!r}; known: {', '.join(known)}")
    return known[source_id]
