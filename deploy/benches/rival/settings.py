"""As little of Django as django-guardian needs."""

import environ

env = environ.Env()

SECRET_KEY = env("SECRET_KEY")
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "guardian",
    "deploy.benches.rival",
]
_site = env.db_url("DATABASE_URL")
DATABASES = {"default": {**_site, "OPTIONS": {**_site.get("OPTIONS", {}), "options": "-c search_path=rival"}}}
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
