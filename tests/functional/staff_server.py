"""The staff plane on a port of loopback, with the test's directories: to be killed."""

import os
import sys

import django


def main() -> None:
    """Serve until killed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "accountability.settings"
    django.setup()
    from pathlib import Path
    from socketserver import ThreadingMixIn
    from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    for name in ("KEYSTORE_DIR", "ATTACHMENTS_DIR", "AUDIT_HEADS_DIR"):
        setattr(settings, name, Path(os.environ[f"TEST_{name}"]))
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {
            "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        },
    }

    class Threads(ThreadingMixIn, WSGIServer):
        daemon_threads = True

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            return

    server = Threads(("127.0.0.1", int(sys.argv[1])), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    server.serve_forever()


if __name__ == "__main__":
    main()
