from importlib import import_module

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "Sharing"

    def ready(self) -> None:
        """Hand the policy to the rows it guards, and make the queue known, so that a task sent from a page finds it."""
        from sharing.access.policy import POLICY  # noqa: PLC0415 -- needs every model
        from sharing.base.guarded import guard_with  # noqa: PLC0415 -- beside the table it is given

        guard_with(POLICY)
        import_module("sharing.celery")
