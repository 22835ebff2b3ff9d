from importlib import import_module

from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "sharing"
    verbose_name = "Sharing"

    def ready(self) -> None:
        """Hand the policy to the rows it guards, say what invites give, and make the queue known to the pages.

        Of allauth hear when a second factor was set up.
        """
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415 -- needs every model

        from sharing.access.policy import POLICY  # noqa: PLC0415 -- needs every model
        from sharing.base.guarded import guard_with  # noqa: PLC0415 -- beside the table it is given
        from sharing.journeys.redeeming import say_what_invites_give  # noqa: PLC0415 -- needs every model
        from sharing.web.authentication import note_new_second_factor  # noqa: PLC0415 -- needs every model

        guard_with(POLICY)
        say_what_invites_give()
        authenticator_added.connect(note_new_second_factor)
        import_module("sharing.celery")
