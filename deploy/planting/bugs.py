"""The bugs, from the rules outwards to the pages."""

from deploy.planting.acts import BUGS_IN_ACTS
from deploy.planting.bug import Bug, Edit
from deploy.planting.searching import BUGS_IN_SEARCHING

RULES, GUARD, PAGE = "sharing/access/rules.py", "sharing/base/guarded.py", "sharing/web/page.py"
TABLES, FUNCTIONS, PAPERS = (
    "sharing/access/fence/tables.py",
    "sharing/access/fence/functions.sql",
    "sharing/web/papers.py",
)
CANARY, ABSENCE, METAMORPHIC = (f"tests/oracles/test_{name}.py" for name in ("canary", "absence", "metamorphic"))
MODEL, WALKER, DOORS = "tests/access/test_model.py", "tests/oracles/test_walker.py", "tests/oracles/test_doors.py"
PROMISES = "tests/agreements/test_promises.py"

SYSTEM_IMPORT = "from sharing.base.reader import SystemWork, reading_as_system\n"
AS_SYSTEM = "with reading_as_system(SystemWork.TELL_PEOPLE):"


def _seen_by(actor: str, *, through: str) -> tuple[str, ...]:
    """The canary oracle's walk by one actor, with one of the fences or both."""
    return (CANARY, "-k", f"no_page_shows and {through} and {actor}")


def _policy(name: str, old: str, new: str, actor: str, *, file: str = RULES) -> Bug:
    return Bug(f"policy: {name}", (Edit(file, old, new),), _seen_by(actor, through="policy"))


def _fence(name: str, old: str, new: str, actor: str, *, file: str = FUNCTIONS) -> Bug:
    return Bug(f"fence: {name}", (Edit(file, old, new),), _seen_by(actor, through="database"))


def _page(name: str, edits: tuple[Edit, ...], *tests: str) -> Bug:
    return Bug(f"page: {name}", edits, tests)


BUGS = [
    # --- The first fence ---
    _policy("a revoked grant counts", "      AND held.revoked_at IS NULL\n", "", "xavier"),
    _policy(
        "an expired grant counts",
        "      AND (held.expires_at IS NULL OR held.expires_at > statement_timestamp())\n",
        "",
        "mia",
    ),
    _policy(
        "a grant outlives the stay it was given through",
        "OR held.through_membership_id IN (SELECT held_stay.id FROM sharing_membership AS held_stay WHERE {STAY})",
        "OR true",
        "omar",
    ),
    _policy("who left a group is in it", " AND held_stay.left_at IS NULL", "", "omar"),
    _policy("a closed paper is open", "      AND (held_on.closed_at IS NULL OR held.right = {{own}})\n", "", "bob"),
    _policy("a denial is forgotten", "      AND NOT fence.denies(held.guarded_id, {{me}})\n", "", "xavier"),
    _policy("nothing need be signed", "AND {reached} AND {SIGNED}", "AND {reached}", "cara"),
    _policy("an earlier version is open too", '"held.from_version <= {version}" if', '"true" if', "gita"),
    Bug(
        "policy: any grant gives any right",
        (
            Edit(
                RULES,
                "held.right = ANY({{rights}}) AND {reached}",
                "{{rights}} IS NOT NULL AND {reached}",
            ),
        ),
        (MODEL,),
    ),
    _policy(
        "a grant to anybody is everybody's",
        "      AND (held.principal = ANY({{principals}})\n",
        "      AND ({{principals}} IS NOT NULL\n",
        "dan",
    ),
    _policy(
        "private comments are carried along", 'f"""\nCASE {{rung}}', 'f"""\nCASE \'public\' || left({{rung}}, 0)', "dan"
    ),
    Bug(
        "policy: all see",
        (Edit(GUARD, "return self.filter(_policy[self.model.__name__][right](viewer))", "return self"),),
        (MODEL,),
    ),
    _policy(
        "all may",
        "    if type(row).objects.visible_to(viewer, right).filter(pk=row.pk).exists():\n        return True",
        "    return True",
        "bob",
        file=GUARD,
    ),
    _policy(
        "a group is everybody's",
        '        Right.SEE: in_viewers_group(group="pk"),',
        "        Right.SEE: for_members(),",
        "alice",
        file="sharing/access/policy.py",
    ),
    _policy(
        "the share form offers any group",
        "Group.objects.visible_to(viewer).order_by",
        "Group.objects.order_by",
        "alice",
        file="sharing/web/forms/sharing.py",
    ),
    Bug(
        "policy: somebody suspended is a member",
        (
            Edit("accounts/models.py", "return self.is_active and self.has_verified_address", "return True"),
            Edit("accounts/querysets.py", "filter(is_active=True, has_verified_address=True)", "all()"),
        ),
        _seen_by("sam", through="policy"),
    ),
    Bug(
        "policy: a grant to an unknown group is given",
        (Edit("sharing/access/actions.py", "        _refuse_unknown(to, by)\n", "        pass\n"),),
        (DOORS,),
    ),
    # --- The second fence ---
    _fence(
        "a revoked grant counts",
        "      AND g.revoked_at IS NULL\n      AND (g.expires_at",
        "      AND (g.expires_at",
        "xavier",
    ),
    _fence(
        "an expired grant counts",
        "      AND (g.expires_at IS NULL OR g.expires_at > statement_timestamp())\n",
        "",
        "mia",
    ),
    _fence(
        "a closed paper is open",
        '      AND (p.closed_at IS NULL OR g."right" = 6)\n      AND array_position',
        "      AND array_position",
        "bob",
    ),
    _fence(
        "nothing need be signed",
        "coalesce(version, g.versions)\n          AND (g.requirement_id IS NULL OR fence.has_signed(g.requirement_id, paper, me))",
        "coalesce(version, g.versions)",
        "cara",
    ),
    _fence(
        "all may",
        "    IF me IS NULL THEN\n        RETURN fence.reader_is_system();",
        "    RETURN true;\n    IF me IS NULL THEN\n        RETURN fence.reader_is_system();",
        "dan",
    ),
    _fence("layers have no policy", "select=_on_version(right),", 'select="true",', "bob", file=TABLES),
    Bug(
        "fence: a table of words is open to all who ask it",
        (
            Edit(
                TABLES,
                'select="fence.owns_agreement(agreement_id) OR fence.knows_agreement_version(id)"',
                'select="true"',
            ),
        ),
        (DOORS,),
    ),
    _fence(
        "working copies have no policy",
        'select=_on("paper_id", EDIT),\n        insert=f"saved_by_id',
        'select="true",\n        insert=f"saved_by_id',
        "bob",
        file=TABLES,
    ),
    _fence(
        "groups have no policy", 'select="id IN (SELECT fence.groups_of_reader())"', 'select="true"', "dan", file=TABLES
    ),
    Bug(
        "fence: somebody suspended is a member",
        (Edit(FUNCTIONS, "WHERE u.id = fence.reader() AND u.is_active", "WHERE u.id = fence.reader()"),),
        (DOORS,),
    ),
    # --- Pages ---
    _page(
        "asks for a lower right",
        (
            Edit(
                "sharing/web/sharing.py",
                '@page(Paper, Right.OWN)\n@require_http_methods(["GET", "POST"])\ndef sharing',
                '@page(Paper, Right.SEE)\n@require_http_methods(["GET", "POST"])\ndef sharing',
            ),
        ),
        WALKER,
    ),
    _page(
        "wears no guard", (Edit(PAPERS, "@members_page\n@require_safe\ndef mine", "@require_safe\ndef mine"),), WALKER
    ),
    _page(
        "is new and undeclared",
        (
            Edit(
                "sharing/urls.py",
                '    path("livez", livez, name="livez"),\n',
                '    path("livez", livez, name="livez"),\n    path("livelier", livez, name="livelier"),\n',
            ),
        ),
        WALKER,
    ),
    _page(
        "is let through the wall",
        (Edit("sharing/settings.py", '    "livez",\n', '    "livez",\n    "my_papers",\n'),),
        WALKER,
    ),
    _page(
        "403 for what exists, 404 for what does not",
        (
            Edit(
                PAGE,
                "            raise Http404\n",
                '            if Guarded.objects.filter(pk=key).exists():\n                return _refusal(request, "You may not.")\n            raise Http404\n',
            ),
            Edit(
                PAGE,
                "from sharing.base.refusals",
                "from sharing.access.models import Guarded\nfrom sharing.base.refusals",
            ),
        ),
        ABSENCE,
        "-k",
        "hidden_answers and dan",
    ),
    _page(
        "a verb is refused before its guard",
        (
            Edit(
                PAPERS,
                "@page(Paper, Right.SEE, instead=withdrawal_note)\n@require_safe\ndef paper(",
                "@require_safe\n@page(Paper, Right.SEE, instead=withdrawal_note)\ndef paper(",
            ),
            Edit(
                PAGE,
                "            raise Http404\n",
                '            if request.method not in {"GET", "HEAD", "POST"} and Guarded.objects.filter(pk=key).exists():\n                return HttpResponse(status=405)\n            raise Http404\n',
            ),
            Edit(
                PAGE,
                "from sharing.base.refusals",
                "from sharing.access.models import Guarded\nfrom sharing.base.refusals",
            ),
        ),
        ABSENCE,
        "-k",
        "every_other_verb and dan",
    ),
    _page(
        "the title in a redirect",
        (
            Edit(
                PAGE,
                "            raise Http404\n",
                f'            {AS_SYSTEM}\n                hidden = model.objects.filter(**{{field: key}}).first()\n                title = hidden.working_copy.title if hasattr(hidden, "working_copy") else None\n            if title:\n                return redirect(f"/?title={{title}}")\n            raise Http404\n',
            ),
            Edit(PAGE, "from sharing.base.refusals", SYSTEM_IMPORT + "from sharing.base.refusals"),
        ),
        ABSENCE,
        "-k",
        "hidden_answers and dan",
    ),
    _page(
        "the title in a refusal",
        (
            Edit(
                PAGE,
                '                return _refusal(request, f"You may not {right.label}.")',
                f'                {AS_SYSTEM}\n                    title = getattr(_visible(model, Right.SEE, viewer, **{{field: key}}), "working_copy", key)\n                    return _refusal(request, f"You may not {{right.label}}: {{getattr(title, \'title\', title)}}.")',
            ),
            Edit(PAGE, "from sharing.base.refusals", SYSTEM_IMPORT + "from sharing.base.refusals"),
        ),
        *_seen_by("bob", through="both"),
    ),
    _page(
        "a count over all rows in a list",
        (
            Edit(PAPERS, '        "list": name,\n', '        "list": name,\n        "section": str(_everything()),\n'),
            Edit(
                PAPERS,
                "def _list(",
                f"def _everything() -> int:\n    {AS_SYSTEM}\n        return Paper.objects.count()\n\n\ndef _list(",
            ),
            Edit(
                PAPERS,
                "from sharing.base.guarded import may\n",
                "from sharing.base.guarded import may\n" + SYSTEM_IMPORT,
            ),
            Edit("templates/papers/list.html", "{% block content %}", "{% block content %}{{ section }}"),
        ),
        METAMORPHIC,
        "-k",
        "no_outsider and dan",
    ),
    _page(
        "an answer with an ETag",
        (
            Edit(
                PAPERS,
                "    return _paper(request, paper, number=None)\n",
                '    response = _paper(request, paper, number=None)\n    response["ETag"] = str(paper.guarded.versions)\n    return response\n',
            ),
        ),
        *_seen_by("bob", through="both"),
    ),
    _page(
        "a title in the log",
        (
            Edit(
                PAPERS,
                '    if shown["body"] and viewer',
                '    __import__("logging").getLogger(__name__).warning("shown %s", shown["card"].title)\n    if shown["body"] and viewer',
            ),
        ),
        *_seen_by("alice", through="both"),
    ),
    _page(
        "a title in the cache",
        (
            Edit(
                PAPERS,
                '    if shown["body"] and viewer',
                '    __import__("django.core.cache").core.cache.cache.set(str(paper.pk), shown["card"].title)\n    if shown["body"] and viewer',
            ),
        ),
        *_seen_by("alice", through="both"),
    ),
    _page(
        "a title in a message of the session",
        (
            Edit(
                "sharing/web/writing.py",
                "        messages.success(request, done)\n",
                '        messages.success(request, f"{paper.working_copy.title}: {done}")\n',
            ),
        ),
        CANARY,
        "-k",
        "no_form_gives and alice",
    ),
    _page(
        "a title in a mail",
        (
            Edit(
                "sharing/web/writing.py",
                "        messages.success(request, done)\n",
                '        __import__("django.core.mail").core.mail.send_mail(paper.working_copy.title, done, None, ["gita@example.org"])\n        messages.success(request, done)\n',
            ),
        ),
        CANARY,
        "-k",
        "no_form_gives and alice",
    ),
    _page(
        "looking changes something",
        (
            Edit(
                PAPERS,
                "    return _paper(request, paper, number=None)\n",
                "    Paper.objects.filter(pk=paper.pk).update(state=paper.state)\n    return _paper(request, paper, number=None)\n",
            ),
        ),
        *_seen_by("alice", through="both"),
    ),
    _page(
        "a group is found among all",
        (
            Edit(
                "sharing/groups/standing.py",
                "Membership.objects.visible_to(viewer, Right.EDIT).filter(group=group, left_at=None)",
                "Membership.objects.filter(left_at=None)",
            ),
        ),
        ABSENCE,
        "-k",
        "hidden_answers and alice",
    ),
    # --- What was promised, and why somebody was let in ---
    Bug(
        "fence: whoever holds a grant reads why",
        (Edit(TABLES, 'select=_on("guarded_id", OWN), insert="of = ', 'select=ANYBODY, insert="of = '),),
        ("tests/access/test_reasons.py",),
    ),
    Bug(
        "policy: every reader of a paper sees who promised what",
        (
            Edit(
                RULES,
                "{REACHED} AND held.right = {{own}} AND {SIGNED} AND held.guarded_id IN ({papers})",
                "{REACHED} AND held.right <= {{own}} AND {SIGNED} AND held.guarded_id IN ({papers})",
            ),
        ),
        (PROMISES,),
    ),
    Bug(
        "fence: every reader of a paper sees who promised what",
        (
            Edit(
                FUNCTIONS,
                "c.signature_id = signature AND fence.may(c.guarded_id, NULL, 6)",
                "c.signature_id = signature AND fence.may(c.guarded_id, NULL, 1)",
            ),
        ),
        (PROMISES,),
    ),
    *BUGS_IN_ACTS,
    *BUGS_IN_SEARCHING,
]
