"""Settings of the platform. What an operator may change comes from the environment; the rest is fixed here."""

import os
import sys
from pathlib import Path

from evenhand_web.site.key import secret_key

VAR = Path(os.environ.get("EVENHAND_VAR", "var")).absolute()
VAR.mkdir(parents=True, exist_ok=True, mode=0o700)

SECRET_KEY = secret_key(VAR)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("EVENHAND_HOSTS", "").split()]

INSTALLED_APPS = [
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "evenhand_web.site.apps.SiteConfig",
    "evenhand_web.runs.apps.RunsConfig",
]
MIDDLEWARE = [
    "evenhand_web.site.headers.ContentPolicy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "evenhand_web.site.language.ChosenLanguage",
    "evenhand_web.site.wrong_method.WrongMethodPage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "evenhand_web.site.urls"
WSGI_APPLICATION = "evenhand_web.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "evenhand_web.site.language.language",
            ],
            "builtins": ["evenhand_web.site.templatetags.words"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": VAR / "evenhand.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            # A writer takes its lock when it begins, so that it never fails half-way for another writer.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = os.environ.get("EVENHAND_TZ", "Asia/Shanghai")
USE_I18N = False  # two languages, in words.py of each room

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "evenhand_web.site.views.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

FILE_UPLOAD_HANDLERS = [
    "evenhand_web.site.uploads.SizeLimit",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_TEMP_DIR = VAR / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True, mode=0o700)
FILE_UPLOAD_PERMISSIONS = 0o600

# How large an uploaded file may be, in bytes.
EVENHAND_UPLOAD_LIMIT = int(os.environ.get("EVENHAND_UPLOAD_MB", "1000")) * 1_000_000
# The command that does a run's work; its arguments follow.
EVENHAND_ENGINE = [sys.executable, "-m", "evenhand.cli.main"]
# The longest a run may take, in seconds.
EVENHAND_TIME_LIMIT_S = int(os.environ.get("EVENHAND_TIME_LIMIT_S", "7200"))
# A worker renews its claim far more often than this; one that has not for so long is dead.
EVENHAND_LEASE_S = 60

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A refused form or a wrong address is a page for its reader, not news for the operator.
    "loggers": {"django.request": {"level": "ERROR"}, "django.security": {"level": "CRITICAL"}},
}
