"""Settings of the platform. What an operator may change comes from the environment; the rest is fixed here."""

import ipaddress
import os
import sys
from pathlib import Path

from evenhand_web.journal.authority import authority
from evenhand_web.notices.gateway import gateway
from evenhand_web.privacy.keys import key_ring
from evenhand_web.site.bucket import bucket
from evenhand_web.site.database import database
from evenhand_web.site.key import secret_key
from evenhand_web.site.sign_on import provider

VAR = Path(os.environ.get("EVENHAND_VAR", "var")).absolute()
VAR.mkdir(parents=True, exist_ok=True, mode=0o700)

SECRET_KEY = secret_key(VAR)
EVENHAND_KEY_RING = key_ring(VAR)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *os.environ.get("EVENHAND_HOSTS", "").split()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    # Before allauth, whose pages these replace.
    "evenhand_web.site.apps.SiteConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "evenhand_web.journal.apps.JournalConfig",
    "evenhand_web.registry.apps.RegistryConfig",
    "evenhand_web.people.apps.PeopleConfig",
    "evenhand_web.complaints.apps.ComplaintsConfig",
    "evenhand_web.runs.apps.RunsConfig",
    "evenhand_web.portal.apps.PortalConfig",
]
MIDDLEWARE = [
    "evenhand_web.site.headers.ContentPolicy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "evenhand_web.site.language.ChosenLanguage",
    "evenhand_web.site.wrong_method.WrongMethodPage",
    "evenhand_web.site.out_of_reach.OutOfReachPage",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "evenhand_web.people.door.TrustedHeader",
    "evenhand_web.people.tenancy.HeldToTheirOwn",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "evenhand_web.people.door.FirstThings",
    "axes.middleware.AxesMiddleware",
]
# Two more ways in, both off unless the operator opens them.
EVENHAND_OIDC = provider(os.environ)
EVENHAND_OIDC_CLAIM = os.environ.get("EVENHAND_OIDC_CLAIM", "preferred_username")
EVENHAND_PASSKEYS = os.environ.get("EVENHAND_PASSKEYS", "") == "1"
if EVENHAND_OIDC:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
ROOT_URLCONF = "evenhand_web.site.urls"
WSGI_APPLICATION = "evenhand_web.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evenhand_web.site.language.language",
                "evenhand_web.site.accounts.doors",
            ],
            "builtins": ["evenhand_web.site.templatetags.words", "evenhand_web.site.templatetags.excerpts"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = os.environ.get("EVENHAND_TZ", "Asia/Shanghai")
USE_I18N = False  # two languages, in words.py of each room

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Behind TLS, cookies go over TLS only.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("EVENHAND_TLS", "") == "1"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "evenhand_web.people.door.NamedByProxy",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "evenhand_web.people.door.ClosedDoor"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USERNAME_BLACKLIST: list[str] = []
# How often a password is tried is axes' business, which counts across processes; codes of the second factor are
# counted here, by each process for itself.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,10/15m/key", "login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if EVENHAND_PASSKEYS else [])]
MFA_PASSKEY_LOGIN_ENABLED = EVENHAND_PASSKEYS
MFA_FORMS = {"edit_webauthn": "evenhand_web.people.passkeys.Renamed"} if EVENHAND_PASSKEYS else {}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [EVENHAND_OIDC], "OAUTH_PKCE_ENABLED": True}}
SOCIALACCOUNT_ADAPTER = "evenhand_web.people.single_sign_on.NamedByProvider"
# The way there is a link: a form may lead nowhere but here, and the answer is bound to its question in any case.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_STORE_TOKENS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if os.environ.get("EVENHAND_TLS", "") == "1" else "http"
MFA_TOTP_ISSUER = "Evenhand"
USERSESSIONS_TRACK_ACTIVITY = True
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "evenhand_web.people.door.tried"
AXES_LOCKOUT_CALLABLE = "evenhand_web.site.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
# The name of the journal's evidence log, and of the key that signs it; fixed for life.
EVENHAND_LOG_ORIGIN = os.environ.get("EVENHAND_LOG_ORIGIN", "evenhand.local/journal")
# Who stamps that log with its time, from outside.
EVENHAND_STAMPS_BY = authority(os.environ)
# A second factor for everybody who signs in with a password.
EVENHAND_TOTP_REQUIRED = os.environ.get("EVENHAND_TOTP_REQUIRED", "") == "1"
# Runs are for analysts who signed in; else for whoever is at this machine.
EVENHAND_ANALYSTS_ONLY = os.environ.get("EVENHAND_ANALYSTS_ONLY", "") == "1"
# Single sign-on: the header by which a trusted proxy names who signed in there, and the proxies that are trusted.
EVENHAND_TRUSTED_HEADER = os.environ.get("EVENHAND_TRUSTED_HEADER", "")
EVENHAND_TRUSTED_PROXIES = [
    ipaddress.ip_address(word) for word in os.environ.get("EVENHAND_TRUSTED_PROXIES", "").split()
]

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
# How large one paper of a complaint may be, in bytes.
EVENHAND_PAPER_LIMIT = int(os.environ.get("EVENHAND_PAPER_MB", "20")) * 1_000_000
# The bucket that holds papers, where one is named; else they lie in the folder.
EVENHAND_S3 = bucket(os.environ)
# Notices: an operator's own carrier of messages (`module.function`) or gateway, a server for e-mail; else the outbox.
EVENHAND_SMS_CARRIER = os.environ.get("EVENHAND_SMS_CARRIER", "")
EVENHAND_SMS_GATEWAY = gateway(os.environ)
EMAIL_HOST = os.environ.get("EVENHAND_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("EVENHAND_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("EVENHAND_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EVENHAND_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EVENHAND_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("EVENHAND_MAIL_FROM", "evenhand@localhost")
# Where people find the platform, as notices name it: https://… ; empty: they name no address.
EVENHAND_ADDRESS = os.environ.get("EVENHAND_ADDRESS", "")
# The socket of ClamAV, where papers are looked through before they are kept.
EVENHAND_CLAMAV = os.environ.get("EVENHAND_CLAMAV", "")
# Days after its end when a complaint's person is erased; 0: never by itself. No law at hand names a number.
EVENHAND_RETENTION_DAYS = int(os.environ.get("EVENHAND_RETENTION_DAYS", "0"))
# The operator's own templates of letters, by the names of those that are shipped; empty: the shipped ones.
EVENHAND_LETTERS = os.environ.get("EVENHAND_LETTERS", "")
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
