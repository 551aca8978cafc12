"""Django settings: everything a ward may set comes from the environment (see README)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.conf import locale

from portal import embedded
from portal.settings import environment
from portal.settings.single_sign_on import provider_settings, sign_in_origins
from portal.shared import languages

ENV = environment.read()
BASE_DIR = Path(__file__).resolve().parents[2]
SECRET_KEY = ENV.secret_key
FIELD_KEYS = ENV.field_keys
DEBUG = ENV.debug
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENV.trusted_origins

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "csp",
    "django_filters",
    "django_htmx",
    "js_lib_leaflet",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "portal.shared",
    "portal.shared.privacy",
    "portal.shared.files",
    "portal.shared.nights",
    "portal.shared.outbox",
    "portal.shared.reach",
    "portal.accounts",
    "portal.pages",
    "portal.operations",
    "portal.demo",
    "organizations",
    "volunteers",
    "grants",
    "kpis",
]

# Whatever answers first (https redirect, file, full house, kept page) stands below those that add headers.
MIDDLEWARE = [
    "portal.operations.watching.WatchMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.shared.middleware.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.shared.middleware.back_pressure.BackPressureMiddleware",
    "portal.shared.middleware.reach.ReachMiddleware",
    "portal.shared.middleware.page_cache.PageCacheMiddleware",
    "portal.shared.middleware.compression.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.shared.middleware.language.LocaleMiddleware",
    "portal.shared.middleware.ruby.RubyMiddleware",
    "portal.shared.middleware.hostile_input.HostileInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.shared.middleware.history.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.factors.middleware.SecondFactorMiddleware",
    "portal.accounts.activity.SessionActivityMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.shared.rendering.FormRenderer"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.shared.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.shared.templatetags.addresses",
            ],
        },
    }
]

# Servers
_ADDRESSES = embedded.addresses()
DATABASE_URL = ENV.database_url or _ADDRESSES.database_url
CELERY_BROKER_URL = _ADDRESSES.broker_url
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **environ.Env.db_url_config(DATABASE_URL),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
if ENV.statement_seconds:
    _OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
    _OPTIONS["options"] = f"{_OPTIONS.get('options', '')} {environment.patience(ENV.statement_seconds)}".strip()
_REDIS_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
CACHES = {
    # Room for every counter of failed sign-ins: Django's own limit of 300 entries would let a crowd push them out.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "pages": {
        "BACKEND": "portal.shared.redis_pages.RedisPages",
        "LOCATION": _ADDRESSES.cache_url,
        "KEY_PREFIX": "pages",
        "OPTIONS": _REDIS_OPTIONS,
    },
}
# Counters beside the queue, so that emptying the cache of pages leaves them alone
REACH_URL = _ADDRESSES.counter_url
MAX_CONCURRENT_REQUESTS = ENV.max_threads
METRICS_TOKEN = ENV.metrics_token
LOG_REQUESTS = ENV.log_requests
PGHISTORY_BASE_MODEL = "portal.shared.history.rows.HistoryRow"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Languages and time
LANGUAGE_CODE = "ja"
LANGUAGES = [(one.code, one.autonym) for one in languages.INTERFACE_LANGUAGES]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.shared.formats"
locale.LANG_INFO.update(languages.EXTRA_LANG_INFO)
MODELTRANSLATION_LANGUAGES = tuple(one.code for one in languages.LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = "ja"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("ja",)
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "my_desk"
LOGOUT_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "signup": "portal.accounts.forms.SignupForm",
    "add_email": "portal.accounts.forms.AddEmailForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "confirm_email_verification_code": "portal.accounts.forms.ConfirmEmailCodeForm",
}
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code is typed where the sign-up began, whatever device the mail is read on.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
# allauth's own asks the database for addresses, which nobody's account would not.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Somebody who lost the first code gets another at the next sign-in, without waiting.
# Wrong passwords: an office behind one address goes on, and a stranger who knows an address closes it for minutes only
ACCOUNT_RATE_LIMITS = {"confirm_email": "4/15m/key", "login_failed": "30/m/ip,10/5m/key"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ALLAUTH_TRUSTED_PROXY_COUNT = ENV.proxy_count
MFA_ADAPTER = "portal.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Tsunagu"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "portal.accounts.factors.forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.factors.forms.ReauthenticateForm",
    "activate_totp": "portal.accounts.factors.forms.ActivateTotpForm",
    "add_webauthn": "portal.accounts.factors.forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.factors.forms.EditPasskeyForm",
    "authenticate_webauthn": "portal.accounts.factors.forms.AuthenticatePasskeyForm",
    "login_webauthn": "portal.accounts.factors.forms.LoginPasskeyForm",
    "reauthenticate_webauthn": "portal.accounts.factors.forms.ReauthenticatePasskeyForm",
}

# Single sign-on of a ward: nobody gets an account or a post by it, and the second factor is asked all the same
SOCIALACCOUNT_ADAPTER = "portal.accounts.single_sign_on.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS = provider_settings(ENV.single_sign_on)

# Mail
if ENV.e_mail_url:
    vars().update(environ.Env.email_url_config(ENV.e_mail_url))
elif ENV.shows_demo:
    EMAIL_BACKEND = "portal.demo.mailbox.Mailbox"
elif ENV.production:
    EMAIL_BACKEND = "portal.shared.outbox.no_mail_server.NoMailServer"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
DEFAULT_FROM_EMAIL = ENV.sender
PORTAL_URL = ENV.portal_url
EMAIL_TIMEOUT = 10

# Files
STATIC_URL = "/static/"
STATIC_ROOT = Path(ENV.static_folder or BASE_DIR / "var" / "static")
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
WHITENOISE_USE_FINDERS = not ENV.hashed_static
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "portal.shared.static_files.HashedStaticFiles"
        if ENV.hashed_static
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = BASE_DIR / "var" / "media"
# Views that take files set a handler with their limit; elsewhere no byte of a file is kept.
FILE_UPLOAD_HANDLERS = ["portal.shared.files.upload_limit.NoUploadHandler"]

# Safety
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.pages.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
if ENV.production:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if ENV.proxy_count:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *sign_in_origins(ENV.single_sign_on)],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# The portal's own
PERSONAL_DATA = "portal.personal_data.REGISTER"
PAGE_KINDS = "portal.page_kinds.PAGE_KINDS"
ERASURE_LEDGER = Path(ENV.erasure_ledger or BASE_DIR / "var" / "erasures.jsonl")
IMPORT_MAX_BYTES = 64 * 1024 * 1024
PAGE_SIZE = 20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "portal.shared.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING" if ENV.mode == "test" else "INFO"},
    "loggers": {"django.request": {"level": "CRITICAL" if ENV.mode == "test" else "ERROR"}},
}
