"""Cards: the same words give the same picture, and nothing runs over its edge."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from accountability.cards.drawing import SIZE, Bar, Card, card_png

CARD = Card(
    "Police Accountability Tracker",
    "How many complaints were registered?",
    "Saanich: 48 complaints in 2021/22.",
    "Release 2026-11-26.1",
)


def drawn(card: Card) -> Image.Image:
    return Image.open(io.BytesIO(card_png(card))).convert("RGB")


def inked(image: Image.Image) -> tuple[int, int, int, int]:
    """Return where something is drawn, right of the bar at the edge."""
    part = image.crop((40, 0, *SIZE))
    found = ImageChops.difference(
        part, Image.new("RGB", part.size, part.getpixel((0, 0)))
    ).getbbox()
    assert found
    return found


def test_the_same_words_give_the_same_bytes() -> None:
    assert card_png(CARD) == card_png(CARD)
    assert drawn(CARD).size == SIZE


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=400), st.text(max_size=900), st.integers(0, 30))
def test_whatever_it_says_stays_inside(title: str, said: str, bars: int) -> None:
    card = Card("Site", title, said, "Release", "Demonstration", tuple(
        Bar(f"{2000 + n}/{n:02d}", None if n % 3 == 0 else n * 1e5, f"{n * 1e5:,.0f}")
        for n in range(bars)
    ))  # fmt: skip
    left, top, right, bottom = inked(drawn(card))
    assert left + 40 >= 60
    assert right + 40 <= 1150
    assert top >= 40
    assert bottom <= 620


@pytest.mark.parametrize("letter", "éèàçÉœŒ’«»…–—·îû")
def test_french_has_all_its_letters(letter: str) -> None:
    missing = drawn(Card("", "\uffff" * 3, "", ""))
    assert ImageChops.difference(drawn(Card("", letter * 3, "", "")), missing).getbbox()


def test_a_missing_value_is_no_bar() -> None:
    none = Card("", "", "", "", bars=(Bar("a", None, "–"), Bar("b", None, "–")))
    some = Card("", "", "", "", bars=(Bar("a", 1, "1"), Bar("b", None, "–")))
    accent = (23, 80, 140)
    counted = [
        sum(n for n, c in image.crop((40, 0, *SIZE)).getcolors(1 << 20) or ()
            if c == accent)
        for image in (drawn(none), drawn(some))
    ]  # fmt: skip
    assert counted[0] == 0
    assert counted[1] > 1000
