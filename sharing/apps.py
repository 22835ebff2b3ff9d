from importlib import import_module

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "Sharing"

    def ready(self) -> None:
        """Make the queue known, so that a task sent from a page finds it."""
        import_module("sharing.celery")
