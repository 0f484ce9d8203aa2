"""``sitemap.xml`` (sitemaps.org): every page, in both languages."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from accountability.edition import code_edition
from accountability.release.bundle import NoRelease
from accountability.release.query import Query
from accountability.release.reader import Reader
from accountability.release.schema import PROCEEDINGS, RECOMMENDATIONS
from accountability.shelf import shelf
from accountability.site.caching import LATEST, mark, settled, tag
from accountability.site.language import PARAMETER
from accountability.site.page import nothing_published

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


#: Pages that stand alone, the first ones first. Search has nothing of its own, and
#: records and figures are found from the pages they belong to.
_PAGES = (
    *("home", "departments", "community", "records", "documents", "data"),
    *("about", "methodology", "community-methodology", "glossary", "coverage"),
    *("corrections", "ledger", "recommendations", "proceedings", "sources", "help"),
)
#: Pages of the dashboard, which the site may not import; a test compares.
_CHARTS = (
    "",
    "departments/",
    "outcomes/",
    "time/",
    "allegations/",
    "community/",
    "compare/",
)


@gzip_page
@require_safe
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """List every page; each changes with a release, so that day is its date."""
    try:
        reader = shelf().current()
    except NoRelease:
        return nothing_published(request)
    etag = tag(reader.info.manifest_sha256[:16], code_edition())
    if found := settled(request, etag, LATEST):
        return found
    listed = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for path in _paths(reader):
        address = f"{settings.PUBLIC_URL.rstrip('/')}{path}"
        page = SubElement(listed, "url")
        SubElement(page, "loc").text = address
        SubElement(page, "lastmod").text = reader.info.published_at.date().isoformat()
        for code, _ in settings.LANGUAGES:
            SubElement(
                page,
                "xhtml:link",
                rel="alternate",
                hreflang=code,
                href=f"{address}?{PARAMETER}={code}",
            )
    text = tostring(listed, encoding="utf-8", xml_declaration=True)
    return mark(HttpResponse(text, content_type="application/xml"), etag, LATEST)


def _paths(reader: Reader) -> Iterator[str]:
    for name in _PAGES:
        yield reverse(name)
    for page in _CHARTS:
        yield f"/dashboard/{page}"
    for department in reader.departments():
        yield reverse("department", args=[department["department"]])
    for recommendation in reader.rows(Query(RECOMMENDATIONS)):
        yield reverse("recommendation", args=[recommendation["recommendation"]])
    for proceeding in reader.rows(Query(PROCEEDINGS)):
        yield reverse("proceeding", args=[proceeding["proceeding"]])
    for document in reader.documents():
        yield reverse("document", args=[document["document"]])
