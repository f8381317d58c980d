"""Settings: from the environment alone. Every variable is described in docs/reference/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from kaganek.site.configuration import (
    content_url,
    database,
    demo_allowed,
    flag,
    secret_key,
    state_dir,
    stream_url,
)
from kaganek.site.demo.logins import LOGINS
from kaganek.site.guests import GUEST_TABLE_POLICIES as GUEST_TABLE_POLICIES  # libraries' tables: core.rls
from kaganek.site.guests import GUEST_TABLE_RIGHTS as GUEST_TABLE_RIGHTS

BASE = Path(__file__).resolve().parents[1]
STATE = state_dir()
DEMO = flag("KAGANEK_DEMO")
PRODUCTION = flag("KAGANEK_PRODUCTION")
demo_allowed(demo=DEMO)

DEBUG = False
SECRET_KEY = secret_key(STATE)
BASE_URL = os.environ.get("KAGANEK_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CONTENT_URL = content_url(BASE_URL)  # of packages; "" where they share the main host
STREAM_URL = stream_url(BASE_URL)  # where pages listen to what is new; "" where they have to ask for it
ALLOWED_HOSTS = os.environ.get("KAGANEK_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ALLOWED_HOSTS += [urlsplit(CONTENT_URL).hostname or ""] if CONTENT_URL else []
HTTPS = BASE_URL.startswith("https://")
BEHIND_PROXY = flag("KAGANEK_BEHIND_PROXY")

USE_TZ = True
TIME_ZONE = "Europe/Warsaw"
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", "polski")]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
ROOT_URLCONF = "kaganek.site.urls"
WSGI_APPLICATION = "kaganek.site.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(STATE)}

FLOORS = [  # bottom to top; the same list as in pyproject.toml, checked by tests/architecture
    ["lib"],
    ["core"],
    ["people"],
    ["programmes"],
    ["questionnaires", "documents", "plans", "communication"],
    ["meetings"],
    ["recruitment", "learning", "advisory", "quality", "consultation"],
    ["reporting"],
    ["portal"],
    ["site"],
]
INSTALLED_APPS = [
    "kaganek.core.apps.CoreConfig",  # first: its `migrate` also writes the row-level policies
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "procrastinate.contrib.django",
    "wagtail.contrib.forms",
    "wagtail.contrib.typed_table_block",
    "wagtail.snippets",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "kaganek.people.apps.PeopleConfig",
    "kaganek.programmes.apps.ProgrammesConfig",
    "kaganek.questionnaires.apps.QuestionnairesConfig",
    "kaganek.documents.apps.DocumentsConfig",
    "kaganek.communication.apps.CommunicationConfig",
    "kaganek.learning.apps.LearningConfig",
    "kaganek.reporting.apps.ReportingConfig",
    "kaganek.portal.apps.PortalConfig",
    "kaganek.site.apps.SiteConfig",
]
MIDDLEWARE = [
    "kaganek.site.packages.Packages",
    "kaganek.site.middleware.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kaganek.site.middleware.ContentPolicy",
    "kaganek.site.middleware.UploadLimit",
    "kaganek.site.middleware.Gzip",
    "kaganek.people.arrivals.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kaganek.site.middleware.Readable",
    "kaganek.people.arrivals.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kaganek.core.seats.SeatMiddleware",
    "kaganek.site.middleware.OnlySent",
]
SEAT_PROVIDER = "kaganek.people.seats.seats_of"
ADDRESSES_OF = "kaganek.people.queries.addresses.addresses_of"  # what core.notices asks of the floors above
STRIP_OF = "kaganek.programmes.queries.strip_of"
SEAT_AGAIN = "kaganek.people.seats.seat_again"  # for jobs, which work in the seat that asked
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kaganek.site.shell.shell",
            ]
        },
    }
]
FORM_RENDERER = "kaganek.core.forms.Renderer"

APP_ONLY_TABLES = ["procrastinate_"]  # some of them have no model

# Sign-in (promises.md B1, B2, B5)
PASSWORD_HASHERS = ["kaganek.people.hashers.Argon2id"]
AUTHENTICATION_BACKENDS = ["kaganek.people.backends.AccountBackend"]
SESSION_ENGINE = "kaganek.people.sessions"
SESSION_COOKIE_NAME = "__Host-kaganek" if HTTPS else "kaganek"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # absolute
SESSION_IDLE_STAFF = 60 * 60
SESSION_IDLE_PARTICIPANT = 3 * 3600
CSRF_COOKIE_NAME = "__Host-kaganek-csrf" if HTTPS else "kaganek-csrf"
CSRF_FAILURE_VIEW = "kaganek.site.faults.stale_form"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
LOGIN_URL = "people:sign_in"
DEMO_LOGINS = LOGINS  # the sign-in page of the demonstration lists them
LOGIN_REDIRECT_URL = "home"

# Safety in the browser (promises.md C3)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF, *([STREAM_URL] if STREAM_URL not in ("", BASE_URL) else [])],
        "frame-src": [CONTENT_URL or SELF],  # packages; no page of ours lets itself be framed
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
EDITORIAL_SECURITY_POLICY = {  # Wagtail's own screens, under /redakcja/ alone
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'unsafe-inline'", "'unsafe-eval'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = False
X_FRAME_OPTIONS = "SAMEORIGIN"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": os.environ.get("KAGANEK_STATIC", "kaganek.site.static.Storage")},
}
MEDIA_ROOT = STATE / "media"
MEDIA_URL = "/pliki/"
PACKAGES_ROOT = STATE / "packages"
H5P = flag("KAGANEK_H5P")
H5P_ROOT = STATE / "h5p"  # the core of H5P, fetched by `kaganek h5p install`; GPL-3.0, no part of the product
MADE_FILES = STATE / "made"  # files made for one person, kept for days
BADGE_KEYS = STATE / "badge-keys"  # *.pem; the last by name signs, all are published
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
UPLOAD_LIMIT = 20 * 2**20  # bytes of one employee list or register
PACKAGE_UPLOAD_LIMIT = 500 * 2**20  # bytes of one package; the same as lib.packages.Limits
EDITORIAL_UPLOAD_LIMIT = 500 * 2**20  # bytes of one film

FORMS_NEED_AGREEMENT = flag("KAGANEK_FORM_AGREEMENT")  # offices' forms wait for the supplier's word

EMAIL_HOST = os.environ.get("KAGANEK_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("KAGANEK_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("KAGANEK_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KAGANEK_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("KAGANEK_SMTP_TLS")
EMAIL_TIMEOUT = 20
MAIL_IN_DOMAIN = os.environ.get("KAGANEK_MAIL_IN_DOMAIN", "")  # "" = answers by e-mail are off
MAIL_IN_LISTEN = os.environ.get("KAGANEK_MAIL_IN_LISTEN", "127.0.0.1:8024")
# by this name our mail server signs what it checked (Authentication-Results); "" believes nobody
MAIL_IN_CHECKED_BY = os.environ.get("KAGANEK_MAIL_IN_CHECKED_BY", "")
MAIL_IN_PROTOCOL = os.environ.get("KAGANEK_MAIL_IN_PROTOCOL", "lmtp")
DEFAULT_FROM_EMAIL = os.environ.get("KAGANEK_MAIL_FROM", "Kaganek <kaganek@localhost>")

WAGTAIL_SITE_NAME = "Kaganek"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("pl", "polski")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp", "gif"]
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "txt", "vtt", "mp4", "webm"]
WAGTAIL_AUTOSAVE_INTERVAL = 0  # a draft is kept when its author says so
WAGTAILDOCS_SERVE_METHOD = "direct"  # through our own view of files
WAGTAILIMAGES_IMAGE_FORM_BASE = "kaganek.core.wagtail_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "kaganek.core.wagtail_forms.DocumentForm"
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("KAGANEK_LOG", "WARNING")},
}
