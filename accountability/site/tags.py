"""Template tags of the public pages: addresses, numbers, labels in both languages."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext

from accountability.site.cards import card_path
from accountability.site.language import PARAMETER
from accountability.vocab import Flag, Term

register = template.Library()

_YEAR_AND_MONTH = re.compile(r"\d{4}-\d{2}")


@register.simple_tag(takes_context=True)
def address(context: RequestContext, view: str, *parts: Any) -> str:
    """Return the address of a page, in the language and release of this address."""
    return carried(context, reverse(view, args=parts))


@register.simple_tag(takes_context=True)
def carried(context: RequestContext, path: str) -> str:
    """Return a path of ours with the language and the release of this address."""
    path, mark, place = path.partition("#")
    path = in_language(path, context.get("chosen_language"))
    pinned = context.get("pinned_release")
    if pinned:
        path += f"{'&' if '?' in path else '?'}release={quote(pinned)}"
    return f"{path}{mark}{place}"


@register.simple_tag(takes_context=True)
def card(context: RequestContext) -> str:
    """Return the whole address of this page's picture for other sites."""
    path = card_path(
        context["request"], context["release"].release, context["language"]
    )
    return f"{context['site_url']}{path}"


@register.simple_tag(takes_context=True)
def current(context: RequestContext, view: str) -> str:
    """Mark a link of a navigation that leads to this page, or to what it is under."""
    match = context["request"].resolver_match
    if match is not None and match.url_name == view:
        return mark_safe(' aria-current="page"')
    under = context.get("section") == view
    return mark_safe(' aria-current="true"') if under else ""


@register.simple_block_tag
def captured(content: str) -> str:
    """Return what a block holds, to be used more than once: ``as`` names it."""
    return mark_safe(content.strip())  # noqa: S308  (the block escaped it already)


@register.filter
def named(code: str, names: Mapping[str, str]) -> str:
    """Return the name of a code, or the code where it has none."""
    return names.get(code, code)


def in_language(path: str, language: str | None) -> str:
    """Return a path that carries the language chosen, if one was."""
    if language is None:
        return path
    joint = "&" if "?" in path else "?"
    return f"{path}{joint}{PARAMETER}={language}"


@register.filter
def anchor(identity: str) -> str:
    """Return the part of an address behind ``#`` for a reading's id."""
    return quote(identity, safe="/@.,:")


@register.filter
def number(value: float | None) -> str:
    """Write a number as the reader's language groups it."""
    if value is None:
        return ""
    return number_format(value, force_grouping=True)


@register.filter
def per_cent(value: float | str) -> str:
    """Write per cent as the reader's language does: 6.4% in English, 6,4 % in French.

    A text is a number that is written already.
    """
    written = value if isinstance(value, str) else number(value)
    space = "\N{NO-BREAK SPACE}" if get_language() == "fr" else ""
    return f"{written}{space}%"


@register.filter
def megabytes(size: int) -> str:
    """Write a size in bytes as kB or MB."""
    if size < 1_000_000:
        return f"{number_format(max(1, round(size / 1000)), force_grouping=True)} kB"
    return f"{number_format(size / 1_000_000, decimal_pos=1)} MB"


@register.filter
def label(term: Term) -> str:
    """Return a term's words in the reader's language."""
    return term.label(get_language() or "en")


@register.filter
def translated(text: str) -> str:
    """Return a text of the bundle's schema in the reader's language."""
    return gettext(text)


@register.filter
def marked(text: str) -> str:
    """Show what stands between backticks as code."""
    parts = text.split("`")
    return format_html_join(
        "",
        "{}{}",
        (
            (part, "") if place % 2 == 0 else ("", format_html("<code>{}</code>", part))
            for place, part in enumerate(parts)
        ),
    )


@register.filter
def words(code: str) -> str:
    """Return a code of the release in words: a flag's label, else the code itself."""
    if code in Flag.codes():
        return label(Flag.of(code))
    return gettext(code.replace("_", " "))


@register.filter
def day(value: date) -> str:
    """Write a date in the reader's form; the first of a month is 1er in French."""
    words = date_format(value, "DATE_FORMAT")
    first = value.day == 1 and (get_language() or "").startswith("fr")
    return f"1er{words.removeprefix('1')}" if first else words


@register.filter
def month(value: date) -> str:
    """Write a month, given by its first day, in the reader's form."""
    return date_format(value, "YEAR_MONTH_FORMAT")


@register.filter
def told(words: str) -> str:
    """Write a date as finely as a release tells it: 2014-05 as a month, else as is."""
    if _YEAR_AND_MONTH.fullmatch(words):
        return month(date.fromisoformat(f"{words}-01"))
    return words


@register.filter
def short(digest: str) -> str:
    """Return the first digits of a hash, enough to tell it from others."""
    return digest[:12]
