"""The staff plane."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accountability.settings")
os.environ.setdefault("PLANE", "staff")

application = get_wsgi_application()
