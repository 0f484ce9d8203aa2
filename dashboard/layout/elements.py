"""Components as Dash sends them: plain dicts, written as one writes ``html.Div(...)``.

An answer holds hundreds of elements. As objects they cost more than all its figures,
to make and once more to turn into JSON; what stands in the layout at the start is made
of Dash's own.
"""

from functools import partial
from typing import Any, Protocol

#: ``type``, ``namespace`` and ``props``, as Dash's JavaScript reads them.
Element = dict[str, Any]


class _Make(Protocol):
    def __call__(self, children: Any = None, **properties: Any) -> Element: ...


class Namespace:
    """One of Dash's component libraries; its attributes make elements of that name."""

    def __init__(self, name: str) -> None:
        """Stand for the library that Dash's JavaScript calls ``name``."""
        self._name = name

    def __getattr__(self, kind: str) -> _Make:
        """Return what makes elements of a kind, found at once from then on."""
        make = partial(self._element, kind)
        setattr(self, kind, make)
        return make

    def _element(self, kind: str, children: Any = None, **properties: Any) -> Element:
        if children is not None:
            properties["children"] = children
        return {"type": kind, "namespace": self._name, "props": properties}


html = Namespace("dash_html_components")
dcc = Namespace("dash_core_components")


def within(elements: list[Element]) -> Any:
    """Let elements stand in one of Dash's own components, whose types do not know."""
    return elements
