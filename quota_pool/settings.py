"""All settings in one file; what differs between machines comes from the environment (see README)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR") or BASE_DIR / "var")
env.load_file(VAR_DIR / "secrets.env")

# --- what is on -----------------------------------------------------------------------------------------

DEBUG = False
# Demonstration: invented people and published passwords, for a browser on this machine only.
DEMO = env.flag("DEMO")
# Published on purpose: it opens nothing outside the demonstration, and that answers this machine only.
DEMO_PASSWORD = "Demo-pool-2026"  # noqa: S105
DEMO_TOKEN = "sandboxtoken.published-for-the-demonstration"  # noqa: S105
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = LOOPBACK if DEMO else env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
# How many reverse proxies of ours stand in front; addresses and TLS marks are believed from those only.
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

# --- keys: made once by `make run`, kept outside the database (empty ones are refused at boot) -------------

SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.text("FIELD_KEYS")
HASH_KEY = env.text("HASH_KEY")

# --- apps, from the ground up ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "quota_pool",
    "staffing",
    "budgets",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quota_pool.requests.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "quota_pool.sessions.TimeoutMiddleware",
    "quota_pool.requests.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "quota_pool.sessions.PasswordAgeMiddleware",
    "quota_pool.stopped.StoppedMiddleware",
]

ROOT_URLCONF = "quota_pool.urls"
WSGI_APPLICATION = "quota_pool.wsgi.application"

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
                "django.template.context_processors.i18n",
                "quota_pool.context.shell",
            ],
        },
    }
]

# --- data ----------------------------------------------------------------------------------------------

EMBEDDED = f"sqlite:///{VAR_DIR / 'quota.sqlite3'}"
DATABASES = {"default": env.database(env.text("DATABASE_URL") or EMBEDDED, BASE_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Login limits are counted here, so it must be one store for all processes; ours is the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
# True in tests: a job is carried out at the commit that entered it, in the same process.
JOBS_IMMEDIATE = False

MEDIA_ROOT = VAR_DIR / "files"
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# clamd (unix:… or tcp:…) or a program (command:…) that looks at every upload; empty: nothing does.
MALWARE_SCANNER = env.text("MALWARE_SCANNER")
# Where webhooks may go: hosts by name; private networks only where the operator names them.
WEBHOOK_HOSTS = env.words("WEBHOOK_HOSTS")
WEBHOOK_NETWORKS = env.networks("WEBHOOK_NETWORKS")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- words, days and numbers ---------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "quota_pool" / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 86400
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- static files --------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Other sites have no business with our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- who may enter -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "quota_pool.User"
AUTHENTICATION_BACKENDS = ["quota_pool.login.Backend"]
PASSWORD_HASHERS = ["quota_pool.hashers.HostArgon2"]
PASSWORD_DAYS = env.number("PASSWORD_DAYS", 90)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "quota_pool.passwords.ClassesValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "quota_pool.passwords.ContextValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "quota_pool.login.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Wrong passwords are counted in quota_pool.login; allauth's limit per address would refuse an office.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- the browser's guards ------------------------------------------------------------------------------

SECURE_COOKIES = not DEMO
COOKIE_PREFIX = "__Host-" if SECURE_COOKIES else ""
SESSION_COOKIE_NAME = COOKIE_PREFIX + "session"
SESSION_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = COOKIE_PREFIX + "csrf"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

SECURE_SSL_REDIRECT = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 86400
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_HSTS_PRELOAD = not DEMO
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

FILTERS_EMPTY_CHOICE_LABEL = _("all")

# --- REST ----------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["quota_pool.api.body.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["quota_pool.api.body.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "quota_pool.api.authentication.TokenAuthentication",
        "quota_pool.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["quota_pool.api.authentication.ByAct"],
    "DEFAULT_FILTER_BACKENDS": [],
    "DEFAULT_SCHEMA_CLASS": "quota_pool.api.schema.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "quota_pool.api.problems.handle",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Quota pool",
    "DESCRIPTION": "Heads, people and filings of a district: the same services as the pages.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "session": {"type": "apiKey", "in": "cookie", "name": "session"},
        }
    },
}


# --- what is written down: no names, no numbers, no query strings -----------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "quota_pool.logs.RequestIdFilter"}},
    "formatters": {
        "plain": {
            "()": "quota_pool.logs.PlainFormatter",
            "format": "{asctime} {levelname} {name} [{request_id}] {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["request_id"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
