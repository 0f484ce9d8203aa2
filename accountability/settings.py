"""Settings of both planes. ``PLANE=public`` has no database, secret or session."""

from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
from csp.constants import NONCE, NONE, SELF

from accountability.database_url import cache_address, django_database
from accountability.environment import environment
from accountability.mail_url import django_mail

ENV = environment()
PLANE = ENV.plane
PUBLIC = PLANE == "public"
DEMO = ENV.demo
DEBUG = ENV.debug
DATA_DIR = ENV.data_dir
RELEASES_DIR = ENV.releases
ARCHIVE_DIR = ENV.archive
SOURCE_BASES = ENV.source_bases
CONTACT = ENV.contact
PUBLIC_URL = ENV.public_url
STAFF_URL = ENV.staff_url
API_RATE, API_BURST = ENV.api_rate, ENV.api_burst
TRUSTED_PROXIES = ENV.trusted_proxies

ALLOWED_HOSTS = ENV.allowed_hosts
PACKAGE = Path(__file__).resolve().parent

LANGUAGE_CODE = "en-ca"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "America/Vancouver"
USE_TZ = True
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APPEND_SLASH = True

STATIC_URL = "/static/"
SWAGGER_UI = (
    Path(drf_spectacular_sidecar.__file__).parent
    / "static/drf_spectacular_sidecar/swagger-ui-dist"
)
STATIC_ROOT = DATA_DIR / "static" / PLANE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Source maps of packages are most of the bytes and nobody but a developer asks for one.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("br", "gz", "map", "png", "woff", "woff2")

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "accountability.api.problems.problem_response",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Police Accountability Tracker: open data",
    "DESCRIPTION": "Official figures and allegations about police conduct, each with "
    "the document, page and bytes it was read from. Read only, no key needed.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["accountability.api.openapi.add_components"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
}

_TEMPLATE_PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "accountability.site.context.site",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}, "pikepdf": {"level": "WARNING"}},
}

#: Where "Exit this page" leads.
EXIT_TO = ENV.exit_to

if PUBLIC:
    SECRET_KEY = ""
    DATABASES: dict[str, Any] = {}
    ROOT_URLCONF = "accountability.urls_public"
    WSGI_APPLICATION = "accountability.wsgi_public.application"
    # Our own app loads models, so its templates, statics and locale are listed here.
    INSTALLED_APPS = [
        "django.contrib.staticfiles",
        "rest_framework",
        "drf_spectacular",
        "csp",
    ]
    MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "csp.middleware.CSPMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "accountability.api.caching.OpenAccessMiddleware",
        "accountability.api.limits.RateLimitMiddleware",
        "accountability.api.limits.LongQuestionMiddleware",
        "accountability.site.language.LanguageMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
    # Swagger UI's own files and no other package's: each is compressed at start.
    STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    STATICFILES_DIRS = [
        PACKAGE / "site" / "static",
        ("drf_spectacular_sidecar/swagger-ui-dist", SWAGGER_UI),
    ]
    TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [PACKAGE / "site" / "templates", PACKAGE / "api" / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": _TEMPLATE_PROCESSORS,
                "builtins": ["accountability.site.tags"],
            },
        }
    ]
else:
    assert ENV.database_url
    assert ENV.broker_url
    assert ENV.secret_key
    SECRET_KEY = ENV.secret_key.get_secret_value()
    BROKER_URL = ENV.broker_url.get_secret_value()
    DATABASES = {"default": django_database(ENV.database_url.get_secret_value())}
    if ENV.owner_database_url:
        DATABASES["owner"] = django_database(ENV.owner_database_url.get_secret_value())
        DATABASES["owner"]["TEST"] = {"MIRROR": "default"}
    assert ENV.audit_database_url
    AUDIT_DATABASE_URL = ENV.audit_database_url.get_secret_value()
    assert ENV.audit_signing_key_file
    AUDIT_SIGNING_KEY_FILE = ENV.audit_signing_key_file
    AUDIT_HEADS_DIR = ENV.audit_heads
    assert ENV.release_signing_key_file
    RELEASE_SIGNING_KEY_FILE = ENV.release_signing_key_file
    COMMUNITY_POLICY_FILE = ENV.community_policy_file
    DRAFTS_DIR = ENV.drafts
    MASTER_KEYS_FILE = ENV.master_keys_file
    MASTER_KEYS_PROVIDER = ENV.master_keys_provider
    KEYSTORE_DIR = ENV.keystore
    ATTACHMENTS_DIR = ENV.attachments
    CLAMAV_ADDRESS = ENV.clamav_address
    MAIL = django_mail(ENV.mail_url.get_secret_value() if ENV.mail_url else "")
    EMAIL_BACKEND = MAIL.backend
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starttls, MAIL.tls
    EMAIL_TIMEOUT = 10
    DEFAULT_FROM_EMAIL = ENV.mail_from
    ALARM_TO = ENV.alarm_to
    OCR_LANGUAGES = ENV.ocr_languages
    ATTACHMENT_LARGEST = 2 * 1024**3
    # Days: a token that nobody thinks of any more ends by itself.
    TOKEN_DAYS, TOKEN_LONGEST_DAYS = 30, 90
    # Failures of an address, which fill the audit; and questions of one token, so that
    # a stolen one does not carry everything off before somebody looks.
    TOKEN_RATE_LIMITS = {"token_refused": "20/m/ip", "token_used": "300/m/key"}
    # Bytes of one body; the narrative of a hundred pages is a tenth of it, or more
    # where a program escapes every accent.
    STAFF_API_LARGEST = 2_000_000
    # No upload is readable on disk at any moment.
    FILE_UPLOAD_HANDLERS = [
        "accountability.cases.attachments.upload.EncryptingUploadHandler"
    ]
    # The API of this process is another one than the open data's: its own manners and
    # its own description.
    REST_FRAMEWORK |= {
        "DEFAULT_AUTHENTICATION_CLASSES": [
            "accountability.staff.api.authentication.BearerToken"
        ],
        "DEFAULT_METADATA_CLASS": None,
        "EXCEPTION_HANDLER": "accountability.staff.api.problems.problem_response",
    }
    SPECTACULAR_SETTINGS = {
        "TITLE": "Police Accountability Tracker: staff",
        "DESCRIPTION": "Cases, for programs of the people who work on them. A token "
        "may what its person may, within its scope; every case that is opened stands "
        "in the audit.",
        "VERSION": "1",
        "OAS_VERSION": "3.1.0",
        "SERVE_INCLUDE_SCHEMA": False,
        "SCHEMA_PATH_PREFIX": "/api/staff/v1",
        # Pydantic's schemas are whole; the usual hook expects DRF's.
        "POSTPROCESSING_HOOKS": [],
        # A change names its revision always: no second shape without what is needed.
        "COMPONENT_SPLIT_PATCH": False,
    }
    ROOT_URLCONF = "accountability.urls_staff"
    WSGI_APPLICATION = "accountability.wsgi_staff.application"
    AUTH_USER_MODEL = "accountability.User"
    INSTALLED_APPS = [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        # allauth's list of passkeys says "now" and "an hour ago" with it.
        "django.contrib.humanize",
        "csp",
        "allauth",
        "allauth.account",
        "allauth.mfa",
        "allauth.usersessions",
        "pgtrigger",
        "pghistory",
        "accountability",
    ]
    MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "csp.middleware.CSPMiddleware",
        "django_permissions_policy.PermissionsPolicyMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "accountability.staff.middleware.private_responses",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        # Before whoever asks for a login or a second factor: a token stands for both.
        "accountability.staff.api.authentication.TokenMiddleware",
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
        "allauth.account.middleware.AccountMiddleware",
        "allauth.usersessions.middleware.UserSessionsMiddleware",
        "accountability.staff.accounts.middleware.SecondFactorMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        # The last: whoever must log in or show a second factor has been asked by now.
        "accountability.access.middleware.ActingMiddleware",
    ]
    STATICFILES_DIRS = [PACKAGE / "site" / "static", PACKAGE / "staff" / "static"]
    TEMPLATES = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [PACKAGE / "staff" / "templates", PACKAGE / "site" / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    *_TEMPLATE_PROCESSORS,
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                    "accountability.staff.context.desk",
                ],
                "builtins": ["accountability.staff.tags"],
            },
        }
    ]
    # No script runs but what a page of ours names with the nonce of that answer.
    CONTENT_SECURITY_POLICY["DIRECTIVES"] |= {
        "script-src": [NONCE],
        "object-src": [NONE],
        "worker-src": [NONE],
        "require-trusted-types-for": ["'script'"],
    }
    # A page of the desk needs nothing of the device but its passkeys.
    PERMISSIONS_POLICY: dict[str, list[str]] = {
        **{
            feature: []
            for feature in (
                *("camera", "microphone", "geolocation", "usb", "payment"),
                *("display-capture", "accelerometer", "gyroscope"),
            )
        },
        "publickey-credentials-get": ["self"],
        "publickey-credentials-create": ["self"],
    }
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    AUTH_PASSWORD_VALIDATORS = [
        {
            "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
            "OPTIONS": {"min_length": 15},
        },
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    ]
    AUTHENTICATION_BACKENDS = [
        "accountability.staff.accounts.backend.OpenAccountsBackend"
    ]
    LOGIN_URL = "account_login"
    LOGIN_REDIRECT_URL = "home"
    LOGOUT_REDIRECT_URL = "account_login"
    # Rate limits and used codes are shared by all processes.
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": cache_address(BROKER_URL),
            "KEY_PREFIX": "staff",
            # A broker that is silent must not hold up a page, or the look at it.
            "OPTIONS": {"socket_timeout": 5},
        }
    }
    ACCOUNT_ADAPTER = "accountability.staff.accounts.adapters.AccountAdapter"
    ACCOUNT_LOGIN_METHODS = {"username"}
    ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
    ACCOUNT_EMAIL_VERIFICATION = "none"
    ACCOUNT_EMAIL_NOTIFICATIONS = False
    ACCOUNT_SESSION_REMEMBER = False
    ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
    ACCOUNT_REAUTHENTICATION_REQUIRED = True
    # The sixth failure of an account, whoever fails, closes it for five minutes.
    ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/300s/key"}
    MFA_ADAPTER = "accountability.staff.accounts.adapters.SecondFactorAdapter"
    MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
    MFA_PASSKEY_LOGIN_ENABLED = True
    MFA_RECOVERY_CODES_SHOW_ONCE = True
    MFA_TOTP_ISSUER = "Police Accountability Tracker"
    # A browser gives out passkeys over plain http on localhost only.
    MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
    USERSESSIONS_TRACK_ACTIVITY = False
    # Words to a person stay on the server: by default they are in a cookie.
    MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Strict"
    # Half an hour without a request, or a working day in all, ends a session.
    SESSION_COOKIE_AGE = 30 * 60
    SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    SESSION_LONGEST = 12 * 60 * 60
    CSRF_COOKIE_HTTPONLY = True
    CSRF_FAILURE_VIEW = "accountability.staff.api.errors.not_ours"
    CSRF_COOKIE_SAMESITE = "Strict"
    if ENV.secure_cookies:
        SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
        SESSION_COOKIE_NAME = "__Host-session"
        CSRF_COOKIE_NAME = "__Host-csrf"
        SECURE_SSL_REDIRECT = True
        # Asked from inside the container, where there is no TLS.
        SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
        SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
        SECURE_HSTS_INCLUDE_SUBDOMAINS = True
        SECURE_HSTS_PRELOAD = True
        ALLAUTH_TRUSTED_PROXY_COUNT = 1
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
