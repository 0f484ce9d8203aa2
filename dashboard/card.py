"""What a link to a page says of itself: title, description, social card."""

from dataclasses import dataclass, replace
from html import escape

from accountability.release.bundle import NoRelease
from dashboard.address import read
from dashboard.charts import chart_of
from dashboard.edition import EditionShelf
from dashboard.links import card_picture
from dashboard.pages.page import Page
from dashboard.state import State
from dashboard.view import view_of
from dashboard.words import LANGUAGES, Words, words_for


@dataclass(frozen=True)
class Card:
    """Title and description of an address, in the reader's language.

    ``address`` and ``picture`` are absolute, pinned to the release; empty where nothing
    is published. ``languages`` are the same page's addresses in each language, of no
    one release, for search engines.
    """

    title: str
    description: str
    address: str
    picture: str
    words: Words
    languages: tuple[tuple[str, str], ...] = ()

    def html(self) -> str:
        """Return the elements of the page's head."""
        site = self.words("Police Accountability Tracker")
        said = {
            "og:type": "article",
            "og:site_name": site,
            "og:title": self.title,
            "og:description": self.description,
            "og:locale": "fr_CA" if self.words.language == "fr" else "en_CA",
            **({"og:url": self.address} if self.address else {}),
            **(_pictured(self) if self.picture else {}),
        }
        size = "summary_large_image" if self.picture else "summary"
        return "\n".join(
            (
                f"<title>{escape(self.title)} · {escape(site)}</title>",
                f'<meta name="description" content="{escape(self.description)}">',
                *self._links(),
                f'<meta name="twitter:card" content="{size}">',
                *(
                    f'<meta property="{name}" content="{escape(content)}">'
                    for name, content in said.items()
                ),
            )
        )

    def _links(self) -> list[str]:
        here = dict(self.languages).get(self.words.language)
        if here is None:
            return []
        others = (*self.languages, ("x-default", dict(self.languages)[LANGUAGES[0]]))
        return [
            f'<link rel="canonical" href="{escape(here)}">',
            *(
                f'<link rel="alternate" hreflang="{code}" href="{escape(address)}">'
                for code, address in others
            ),
        ]


def card_of(shelf: EditionShelf, page: Page, search: str, url_base: str) -> Card:
    """Return the card of a page's address: its first chart's question and answer."""
    try:
        view = view_of(shelf, search)
    except NoRelease:
        words = words_for(read(search)[0].language)
        return Card(page.title(words), page.lede(words), "", "", words)
    words, state = view.words, view.state
    address = f"{view.site}{page.address(url_base)}{view.pinned.search()}"
    picture = f"{view.site}{card_picture(url_base, page.slug, view.pinned)}"
    languages = tuple(
        (code, f"{view.site}{page.address(url_base)}{_anew(state, code).search()}")
        for code in LANGUAGES
    )
    untouched = not [name for name, _ in state.to_params() if name != "lang"]
    if untouched:
        said = page.title(words), page.lede(words)
        return Card(*said, address, picture, words, languages)
    chart = chart_of(view, page.charts[0])
    return Card(chart.title, chart.sentence, address, picture, words, languages)


def _anew(state: State, language: str) -> State:
    """Return a state in a language, of whatever release is the current one."""
    return replace(state, release=None, language=language)


def _pictured(card: Card) -> dict[str, str]:
    return {
        "og:image": card.picture,
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": f"{card.title} {card.description}",
    }
