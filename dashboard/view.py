"""From an address to what is shown: the release, the state, the notices."""

from dataclasses import dataclass, replace

from accountability.release.bundle import NoRelease
from accountability.release.parameters import nearest
from dashboard.address import Problem, held, read
from dashboard.edition import Edition, EditionShelf, Place
from dashboard.figures.comparability import warnings
from dashboard.state import EVERYWHERE, State
from dashboard.words import Words, words_for


@dataclass(frozen=True)
class View:
    """An address, understood: ``state`` is what is shown, ``problems`` what was not.

    ``newer`` is the current release's id if an older one is pinned; ``site`` the
    address of the whole site, without a slash at its end.
    """

    edition: Edition
    state: State
    problems: tuple[Problem, ...]
    place: Place
    newer: str | None
    site: str = ""

    @property
    def words(self) -> Words:
        """The reader's language."""
        return words_for(self.state.language)

    @property
    def pinned(self) -> State:
        """The same state, pinned to the release that answered."""
        return replace(self.state, release=self.edition.release)

    def warnings(self) -> tuple[str, ...]:
        """Return what to know before comparing the allegations shown."""
        return tuple(
            warnings(
                self.place.code,
                list(self.edition.places),
                self.state.outcomes,
                self.words,
            )
        )

    def place_name(self) -> str:
        """Return the name of the place whose allegations are shown."""
        return place_name(self.place, self.edition, self.words)


def view_of(shelf: EditionShelf, search: str) -> View:
    """Understand a query string; raises NoRelease if nothing is published."""
    state, problems = read(search)
    current = shelf.current()
    edition = current
    if state.release is not None:
        try:
            edition = shelf.get(state.release)
        except NoRelease:
            fix = nearest(state.release, [current.release])
            problems = (*problems, Problem("release", state.release, fix))
            state = replace(state, release=None)
    state, unheld = held(state, edition.domain)
    return View(
        edition=edition,
        state=state,
        problems=(*problems, *unheld),
        place=edition.place(state),
        newer=current.release if edition is not current else None,
        site=shelf.site,
    )


def place_name(place: Place, edition: Edition, words: Words) -> str:
    """Return a place's name: its department's where there is one, else its own."""
    if place.code == EVERYWHERE:
        return words("All places added together")
    if place.code == "CA-BC":
        return words("British Columbia")
    if len(place.departments) == 1:
        name = str(edition.departments[place.departments[0]]["name"])
        return name.removesuffix(" Police Department")
    return place.code
