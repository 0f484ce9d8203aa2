"""The public plane: pages, open data and dashboard in one process.

It has no database, no secret and no session. Dash's own WSGI application is asked
from inside a Django view, so that every answer passes Django's middleware: the
content security policy, nosniff, frame rules.
"""

import os

os.environ["PLANE"] = "public"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accountability.settings")

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

DASHBOARD = "/dashboard/"


def _public_application() -> WSGIHandler:
    """Return Django's application with the dashboard mounted in it.

    What needs Django's settings is imported once they are there.
    """
    application = get_wsgi_application()

    from django.conf import settings
    from django.templatetags.static import static
    from django.urls import re_path

    from accountability import urls_public
    from accountability.mounted import MountedApplication
    from accountability.shelf import shelf
    from dashboard.app import create_app

    app = create_app(
        shelf(),
        url_base=DASHBOARD,
        stylesheets=[static("site.css")],
        scripts=[static("copy.js")],
        site=settings.PUBLIC_URL,
    )
    # Dash and plotly write inline styles; scripts are ours or have a known hash.
    policy = {
        "script-src": ["'self'", *app.csp_hashes()],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
    }
    # A chart alone may be shown in anybody's page; nothing else may.
    framed = {**policy, "frame-ancestors": ["*"]}
    urls_public.urlpatterns += [
        re_path(
            r"^dashboard/embed/", MountedApplication(app.server, framed, framed=True)
        ),
        re_path(
            r"^dashboard/", MountedApplication(app.server, policy), name="dashboard"
        ),
    ]
    return application


application = _public_application()
