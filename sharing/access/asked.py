"""Which agreements a paper can ask for, and at which version."""

from collections.abc import Iterable
from uuid import UUID

from accounts.viewer import Viewer
from sharing.access.models import Guarded, RequiredAgreement
from sharing.agreements.models import AgreementVersion


def askable(*, on: Guarded, by: Viewer) -> list[AgreementVersion]:
    """The agreements an owner of the paper can ask for: their own at its newest version, or as the paper has them.

    Where the paper asks for one already, it is the version its authors adopted.
    """
    own = AgreementVersion.objects.visible_to(by).filter(agreement__owner=by.principal).select_related("agreement")
    newest = {version.agreement_id: version for version in own.order_by("number")}
    asked = RequiredAgreement.objects.visible_to(by).filter(requirement__guarded=on)
    adopted = {item.agreement_id: item.version for item in asked.select_related("version__agreement")}
    return sorted({**newest, **adopted}.values(), key=lambda version: (version.title, str(version.pk)))


def titles_asked_by(requirements: Iterable[UUID], *, viewer: Viewer) -> dict[UUID, list[str]]:
    """The titles of what each of these requirements asks for, as far as the viewer may know."""
    titles: dict[UUID, list[str]] = {}
    asked = RequiredAgreement.objects.visible_to(viewer).filter(requirement__in=requirements)
    for item in asked.select_related("version").order_by("version__title"):
        titles.setdefault(item.requirement_id, []).append(item.version.title)
    return titles


def versions_to_ask(agreements: Iterable[str], *, on: Guarded, by: Viewer) -> list[AgreementVersion] | None:
    """These agreements, by id, as the paper would ask for them now; None if one of them cannot be asked for."""
    by_agreement = {str(version.agreement_id): version for version in askable(on=on, by=by)}
    try:
        return [by_agreement[agreement] for agreement in agreements]
    except KeyError:
        return None
