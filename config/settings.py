"""Every setting of the project.

What differs between installations comes from the environment, through config/env.py.
"""

from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config import env, keys, logs, places

BASE_DIR = places.ROOT
PLACES = places.places()

# --- What kind of installation this is ------------------------------------------------------------

EMBEDDED_DATABASE = not env.text("DATABASE_URL")
DEBUG = env.debug()
DEMONSTRATION = env.demonstration()
if DEMONSTRATION and not DEBUG:
    raise env.Missing("DEMONSTRATION is on with DEBUG off: invented people have no place in a real installation.")

_keys = keys.read(DEBUG, PLACES.folder)
SECRET_KEY = _keys["SECRET_KEY"]
FIELD_KEYS = env.named_keys("FIELD_KEYS", _keys["FIELD_KEYS"])  # id -> 32 bytes; the first seals, all open
BLIND_INDEX_KEY = env.key("BLIND_INDEX_KEY", _keys["BLIND_INDEX_KEY"])

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [])

# --- Database: one database, four roles -----------------------------------------------------------
# `default` is the application's role, which owns nothing. An alias whose URL isn't set doesn't exist: the
# web's own account needs none but the first.


def _databases() -> dict[str, dict[str, Any]]:
    if EMBEDDED_DATABASE:
        stray = [name for alias, name in places.URLS.items() if alias != "default" and env.text(name)]
        if stray:
            raise env.Missing(f"{', '.join(stray)} without DATABASE_URL: set DATABASE_URL to the app role's URL too.")
        return {alias: PLACES.database(role) for alias, role in places.ROLES.items()}
    return {alias: env.database(name, env.text(name)) for alias, name in places.URLS.items() if env.text(name)}


DATABASES = _databases()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: the cache and Celery's messages, nothing that must not be lost ------------------------

_broker, _cache = env.redis_urls("REDIS_URL", env.text("REDIS_URL", f"unix://{PLACES.redis_socket}?db=0"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _cache,
        "KEY_PREFIX": "disclosure-desk",
    }
}

CELERY_BROKER_URL = _broker
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 1800,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "global_keyprefix": "disclosure-desk:",
    "socket_keepalive": True,
    "health_check_interval": 10,
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1500  # below the visibility timeout, or a long task would run twice at once
CELERY_TASK_SOFT_TIME_LIMIT = 1440
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "America/New_York"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    # rings again for whatever PostgreSQL says is not yet done; an unread ring is worthless after the next
    "sweep": {"task": "requests_app.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "remind": {"task": "requests_app.tasks.remind", "schedule": 3600.0, "options": {"expires": 3600}},
    "look_over": {"task": "requests_app.tasks.look_over", "schedule": 3600.0, "options": {"expires": 3600}},
    "look_over_nightly": {
        "task": "requests_app.tasks.look_over",
        "schedule": crontab(hour=1, minute=15),
        "options": {"expires": 3600},
    },
    "nightly": {
        "task": "requests_app.tasks.nightly",
        "schedule": crontab(hour=2, minute=30),
        "options": {"expires": 3600},
    },
}

# --- Applications ---------------------------------------------------------------------------------

INSTALLED_APPS = [
    "audits",
    "requests_app",
    "guardian",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "requests_app.middleware.SessionRules",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
FORM_RENDERER = "requests_app.forms.base.DeskRenderer"
LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
USE_I18N = True
USE_TZ = True
EMAIL_BACKEND, EMAIL_OPTIONS = env.mail(
    "EMAIL_URL", env.text("EMAIL_URL", f"file://{PLACES.folder}/mail" if DEMONSTRATION else "")
)
EMAIL_HOST, EMAIL_PORT = EMAIL_OPTIONS.get("host", "localhost"), EMAIL_OPTIONS.get("port", 25)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_OPTIONS.get("user", ""), EMAIL_OPTIONS.get("password", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_OPTIONS.get("tls", False), EMAIL_OPTIONS.get("ssl", False)
EMAIL_FILE_PATH = EMAIL_OPTIONS.get("folder")
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "disclosure-desk@localhost")
LOGGING = logs.logging_settings(env.text("LOG_LEVEL", "INFO"))

# --- History: PostgreSQL writes it; simple_history only reads -------------------------------------

SIMPLE_HISTORY_ENABLED = False
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = False  # history is found by case, row and transaction, never by its date alone

# --- Sealing: the tree and its checkpoints lie outside the database, written by the sealer's account alone ---------

SEAL_FOLDER = env.text("SEAL_FOLDER", str(PLACES.folder / "sealed"))
SEAL_ORIGIN = env.text("SEAL_ORIGIN", "disclosure-desk.localhost/records")
SEALER_KEY_FILE = env.text("SEALER_KEY_FILE", str(PLACES.folder / "sealing-key.pem"))
WITNESS_FOLDER = env.text("WITNESS_FOLDER", str(PLACES.folder / "witness") if EMBEDDED_DATABASE else "")

# --- People, sign-in, permissions -----------------------------------------------------------------

AUTH_USER_MODEL = "requests_app.Person"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "requests_app.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "50/15m/ip,5/15m/key"}  # the latter locks out
MFA_ADAPTER = "config.accounts.MFAAdapter"
ACCOUNT_FORMS = {"change_password": "requests_app.sign_in.PasswordForm"}
MFA_FORMS = {
    "authenticate": "requests_app.sign_in.SecondFactorForm",
    "reauthenticate": "requests_app.sign_in.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Disclosure Desk"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a telephone's clock may be off

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_IDLE_SECONDS = 15 * 60
SESSION_TOTAL_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_TOTAL_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "requests_app.views.errors.csrf_failure"
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", default=False)  # normally the proxy's work
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.switch("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last address in X-Forwarded-For is the proxy's word for who asks

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "img-src": [SELF, "data:"],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Static files ---------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = PLACES.folder / "static"
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "var" / "assets"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = PLACES.folder / "media"  # nothing is served from it by address
FILE_UPLOAD_HANDLERS = ["config.uploads.NamelessFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
