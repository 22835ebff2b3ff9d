"""Every setting of the site, read from the environment.

With nothing set the site refuses to start: ``deploy/up`` sets what a local
site needs, and ``deploy/production.env.example`` lists what a real one needs.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where this installation differs from others -----------------------------

DEBUG = False  # Never: a traceback in a page is a leak. Local sites print theirs to the terminal.
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_NAME = env("SITE_NAME", default="Colloquy")
SITE_URL = env("SITE_URL").rstrip("/")
SITE_HOST = env("SITE_URL").split("://")[1].split("/")[0]
IS_LOCAL = SITE_HOST.split(":")[0] in {"localhost", "127.0.0.1"}
ALLOWED_HOSTS = [SITE_HOST.split(":")[0]]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATA_DIR = Path(env("DATA_DIR"))

# --- The house ---------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "sharing",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "django.contrib.admin.apps.SimpleAdminConfig",  # Registers nothing by itself: sharing.admin is the whole list.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "sharing.web.kept.GivenBackMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.ReaderMiddleware",
    "accounts.middleware.LoginWall",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "sharing.urls"
WSGI_APPLICATION = "sharing.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "sharing.web.site.site",
            ],
        },
    },
]

# --- Database: the application's role beside the owner's ----------------------

_login = env.db_url("DATABASE_URL")
_owner_login = env.db_url("DATABASE_OWNER_URL", default=env("DATABASE_URL"))
# Roles belong to the whole database server, so this one is named after the installation.
DATABASE_ROLE = env("DATABASE_ROLE", default=f"{_login['NAME']}_app")
_parts = {"ENGINE": "sharing.base.postgresql", "DISABLE_SERVER_SIDE_CURSORS": True}

DATABASES = {
    # Pages and tasks. Row-level security binds this role; it owns nothing.
    "default": {
        **_login,
        **_parts,
        "OPTIONS": {
            **_login.get("OPTIONS", {}),
            "assume_role": DATABASE_ROLE,
            # Statements that come back are planned once a connection, and not each time.
            "server_side_binding": True,
            "prepare_threshold": 5,
            "pool": {
                "min_size": 1,
                "max_size": env.int("DATABASE_POOL_SIZE", default=8),
                "timeout": 10,
            },
        },
        "TEST": {"MIRROR": "owner"},
    },
    # Migrations, and nothing else.
    "owner": {**_owner_login, **_parts},
}

# --- Redis or Valkey: the cache, the limits and the queue ---------------------

REDIS_URL = env("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "sharing.base.cache.FallbackCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"fallback": "database"},
    },
    # What "default" uses while Redis is away; nothing else should.
    "database": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_fallback_cache"},
}
# Celery has names of its own for a socket and for the database behind it.
CELERY_BROKER_URL = env(
    "CELERY_BROKER_URL",
    default=REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="),
)
CELERY_TASK_IGNORE_RESULT = True


def _every(seconds: int, task: str) -> dict[str, object]:
    """A sweep nobody has taken up when the next one comes is not worth keeping."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


# Acts wake the first and the third of these themselves; the sweeps see to what that missed.
CELERY_BEAT_SCHEDULE = {
    "seal events": _every(5, "sharing.audit.tasks.seal_events"),
    "seal readings": _every(60, "sharing.audit.tasks.seal_readings"),
    "tell people": _every(10, "sharing.notifications.tasks.drain_outbox"),
    "post deliveries": _every(30, "sharing.notifications.tasks.sweep_deliveries"),
    "delete discarded files": _every(60, "sharing.papers.tasks.delete_discarded_files"),
    "delete orphaned files": _every(3600, "sharing.papers.tasks.delete_orphaned_files"),
}

# --- People ------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.MembersOnly"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["handle", "name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
CSRF_FAILURE_VIEW = "sharing.web.kept.csrf_failure"
SIGNED_OUT_VIEW = "sharing.web.kept.signed_out"

# Signed out, every address but these answers with the same redirect to sign in.
PUBLIC_PAGES = {
    "account_complete_password_reset",
    "account_confirm_password_reset_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_password_reset_completed",
    "account_reset_password",
    "account_signup",
    "choose_comparison",
    "cite",
    "comment",
    "compare_versions",
    "confirm_address",
    "feed",
    "identified",
    "invite",
    "invite_link",
    "livez",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "paper",
    "papers",
    "search",
    "stop_mail",
    "version",
    "versions",
}

# How often one member may send texts (comments, saves, previews) and images: see sharing/web/restraint.py.
MEMBERS_RATES = {
    "texts": "30/m/user,400/h/user",
    "images": "20/m/user,200/h/user",
    "exports": "10/m/user,60/h/user",
    # By the editor itself, while somebody types.
    "previews": "60/m/user,900/h/user",
    "saves": "40/m/user,1200/h/user",
}

ALLAUTH_TRUSTED_PROXY_COUNT = env.int("ALLAUTH_TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "sharing.web.forms.accounts.SignInForm",
    "signup": "sharing.web.forms.accounts.SignUpForm",
    "change_password": "sharing.web.forms.accounts.PasswordChangeForm",
    "reset_password_from_key": "sharing.web.forms.accounts.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_USERNAME_BLACKLIST = ["admin", "anonymous", "everyone", "members", "moderator", "public", "staff", "system"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # A link would carry its token in a path.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_RATE_LIMITS = {"confirm_email": "1/10s/key,20/d/key", "reset_password": "20/m/ip,5/m/key,20/d/key"}

MFA_FORMS = {"add_webauthn": "sharing.web.forms.accounts.PasskeyForm"}
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
# The first key encrypts, all of them decrypt: put a new one in front to change it.
MFA_KEYS = env.list("MFA_KEYS", default=[]) or [SECRET_KEY, *SECRET_KEY_FALLBACKS]
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOCAL
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = SITE_NAME

# Signing in through others exists where the operator has registered this site with them.
SOCIALACCOUNT_ADAPTER = "accounts.third_parties.ThirdPartyAdapter"
SOCIALACCOUNT_PROVIDERS = {}
THIRD_PARTY_ORIGINS = []
for _provider, _origin in {
    "orcid": "https://orcid.org",
    "github": "https://github.com",
    "google": "https://accounts.google.com",
}.items():
    if _client_id := env(f"{_provider.upper()}_CLIENT_ID", default=""):
        INSTALLED_APPS.append(f"allauth.socialaccount.providers.{_provider}")
        PUBLIC_PAGES |= {f"{_provider}_login", f"{_provider}_callback"}
        SOCIALACCOUNT_PROVIDERS[_provider] = {
            "APP": {"client_id": _client_id, "secret": env(f"{_provider.upper()}_CLIENT_SECRET")},
        }
        THIRD_PARTY_ORIGINS.append(_origin)
if SOCIALACCOUNT_PROVIDERS:
    PUBLIC_PAGES |= {"socialaccount_login_cancelled", "socialaccount_login_error"}

# --- What a browser may do ----------------------------------------------------

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_LOCAL
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 2 * 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_LOCAL
SECURE_PROXY_SSL_HEADER = None if IS_LOCAL else ("HTTP_X_FORWARDED_PROTO", "https")
# Not "no-referrer": under it browsers send forms with `Origin: null`, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *THIRD_PARTY_ORIGINS],  # Browsers hold a form's redirects to it too.
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# --- Words, time, files --------------------------------------------------------

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Who sends the papers' files: this process, or with "x-accel" the nginx in front of it (deploy/nginx.example). Only in
# that case may the site's group read them, which nginx's account has then to be in.
SENDFILE = env("SENDFILE", default="")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o640 if SENDFILE else 0o600,
            "directory_permissions_mode": 0o750 if SENDFILE else 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Uploads stay in memory: no part of a draft is left in a folder of temporary files. Larger ones are not read.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# --- Mail ------------------------------------------------------------------------

# A message may name somebody: it stays in the session, and no cookie holds it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"no-reply@{SITE_HOST.split(':')[0]}")

# --- Logs --------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hide_tokens": {"()": "accounts.invites.logs.HideTokens"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "filters": ["hide_tokens"]}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    # These two name paths; filtered here too, no handler of anybody's sees a token.
    # What a member mistypes is told them and is no fault of the site: only its own faults are logged.
    "loggers": {
        "django.request": {"filters": ["hide_tokens"], "level": "ERROR"},
        "django.security.csrf": {"filters": ["hide_tokens"]},
    },
}
