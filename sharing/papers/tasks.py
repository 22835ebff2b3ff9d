"""Doorways for the queue."""

from celery import shared_task

from sharing.papers.figures import discarding


@shared_task(name="sharing.papers.tasks.delete_discarded_files", ignore_result=True)
def delete_discarded_files() -> None:
    discarding.delete_discarded()


@shared_task(name="sharing.papers.tasks.delete_orphaned_files", ignore_result=True)
def delete_orphaned_files() -> None:
    discarding.delete_orphans()
