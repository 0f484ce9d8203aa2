"""What must be said before any number: a pinned release, a misread address."""

from dataclasses import replace

from dashboard.address import Problem
from dashboard.charts import PAGES
from dashboard.layout.attributes import attributes
from dashboard.layout.elements import Element, html
from dashboard.pages.page import Page
from dashboard.view import View
from dashboard.words import Words


def notices(view: View, page: Page, url_base: str) -> list[Element]:
    """Return the notices of the whole page, gravest first."""
    words = view.words
    found: list[Element] = [
        html.P(_misread(problem, words), className="notice notice-problem")
        for problem in view.problems
    ]
    if view.newer is not None:
        latest = replace(view.state, release=None)
        found.append(
            html.P(
                [
                    words(
                        "You are looking at release {release}. ",
                        release=view.edition.release,
                    ),
                    html.A(
                        words("See the latest, {release}.", release=view.newer),
                        href=page.address(url_base) + latest.search(),
                    ),
                ],
                className="notice notice-newer",
            )
        )
    return found


def _misread(problem: Problem, words: Words) -> str:
    said = words(
        "The address says “{parameter}={given}”, which this page cannot read; "
        "it was left out.",
        parameter=problem.parameter,
        given=problem.given,
    )
    if problem.nearest:
        said += " " + words("Did you mean “{nearest}”?", nearest=problem.nearest)
    return said


def scope(view: View) -> list[Element]:
    """Return what to know about the allegations shown before comparing them."""
    return [
        html.P(warning, className="notice caution notice-compare")
        for warning in view.warnings()
    ]


def page_links(view: View, page: Page, url_base: str) -> list[Element]:
    """Return the links that carry the whole state: permanent, other language, reset."""
    words, here = view.words, page.address(url_base)
    other = "fr" if words.language == "en" else "en"
    return [
        html.A(
            words("Permanent link to this page"),
            href=here + view.pinned.search(),
            id="permalink",
        ),
        html.A(
            "Français" if other == "fr" else "English",
            href=here + replace(view.state, language=other).search(),
            lang=other,
            hrefLang=other,
            id="language",
        ),
        html.A(
            words("Reset all filters"),
            href=here + ("?lang=fr" if words.language == "fr" else ""),
            id="reset",
        ),
    ]


def page_tabs(view: View, page: Page, url_base: str) -> list[Element]:
    """Return the links to the other pages; each carries the state along."""
    search = view.state.search()
    return [
        html.Ul(
            [
                html.Li(
                    html.A(
                        each.name(view.words),
                        href=each.address(url_base) + search,
                        **(attributes(current="page") if each is page else {}),
                    )
                )
                for each in PAGES
            ]
        )
    ]
