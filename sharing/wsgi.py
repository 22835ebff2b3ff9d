import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharing.settings")

application = get_wsgi_application()

from django.db import connection  # noqa: E402 -- needs Django to be set up

from sharing.access.fence.check import refuse_to_start_unfenced  # noqa: E402 -- likewise

refuse_to_start_unfenced()
connection.close()  # This thread answers no request: kept, the connection would be missing from the pool for good.
