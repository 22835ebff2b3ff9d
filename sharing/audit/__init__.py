"""What happened: events, what waits to be told, and the chains that hold both to their word.

``record`` and ``record_reading`` are what the rest of the house calls. This
package knows nobody: people are principal numbers, things are a kind and an
id, and no row has a foreign key.
"""

from sharing.audit.kinds import Kind
from sharing.audit.recording import record, record_reading

__all__ = ["Kind", "record", "record_reading"]
