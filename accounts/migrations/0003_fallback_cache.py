from django.db import migrations

# The table of Django's database cache, as `createcachetable` would make it, but
# unlogged: what it holds need not outlive a crash.
MAKE = """
CREATE UNLOGGED TABLE accounts_fallback_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX accounts_fallback_cache_expires ON accounts_fallback_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_invites")]

    operations = [migrations.RunSQL(MAKE, "DROP TABLE accounts_fallback_cache")]
