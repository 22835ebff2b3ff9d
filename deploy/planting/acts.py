"""Bugs in what members do with each other's things: sign, ask, report, invite, look as somebody else, tell."""

from deploy.planting.bug import Bug, Edit

POLICY, RULES = "sharing/access/policy.py", "sharing/access/rules.py"
TABLES, FUNCTIONS = "sharing/access/fence/tables.py", "sharing/access/fence/functions.sql"
DENYING, OF_KEEPING_OUT = "sharing/access/denying.py", "tests/web/test_keeping_out.py"
ASKING, KINDS, SIGNING = "sharing/access/asking.py", "sharing/notifications/kinds.py", "sharing/web/signing.py"
OF_COMMENTS, OF_ASKING = "tests/moderation/test_comments.py", "tests/access/test_asking.py"
OF_TEXTS, OF_CONFIRMING = "tests/agreements/test_fences.py", "tests/agreements/test_confirming.py"
OF_FIGURES, OF_TELLING = "tests/papers/test_figures.py", "tests/notifications/test_reports.py"
OF_WRITING = "tests/web/test_writing_pages.py"
OF_BYLINES = "tests/papers/test_byline.py"
OF_VERSIONS, OF_WITHDRAWING = "tests/web/test_versions_pages.py", "tests/papers/test_withdrawing.py"
RECEIPTS = "tests/agreements/test_signing_pages.py"
OF_NOTICES = "tests/notifications/test_fences.py"


def _bug(name: str, file: str, old: str, new: str, *tests: str) -> Bug:
    return Bug(name, (Edit(file, old, new),), tests)


BUGS_IN_ACTS = [
    # --- Hidden comments ---
    _bug(
        "hidden comments: the policy shows them",
        POLICY,
        '    either(where(hidden_at=None), is_viewers(member="writer")),\n)\n',
        ")\n",
        OF_COMMENTS,
        "-k",
        "hidden_it_is_its_writers_alone",
    ),
    _bug(
        "hidden comments: the fence shows them",
        TABLES,
        '(hidden_at IS NULL OR writer_id {MINE}) AND fence.reads_on_rung(paper_id, number, rung, {MY_PRINCIPALS})"',
        'fence.reads_on_rung(paper_id, number, rung, {MY_PRINCIPALS})"',
        OF_COMMENTS,
        "-k",
        "hidden_it_is_its_writers_alone",
    ),
    _bug(
        "hidden comments: whoever asks learns where one stood",
        FUNCTIONS,
        "c.hidden_at IS NOT NULL AND fence.reads_on_rung(c.paper_id, c.number, c.rung);",
        "c.hidden_at IS NOT NULL;",
        OF_COMMENTS,
        "-k",
        "stranger_learns_of_no_place",
    ),
    _bug(
        "hidden comments: their place names who wrote them",
        FUNCTIONS,
        "RETURNS TABLE (id uuid, parent_id uuid, number integer, rung varchar, written_at timestamptz, hidden_at timestamptz)\n"
        "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$\n"
        "BEGIN\n    RETURN QUERY\n        SELECT c.id, ",
        "RETURNS TABLE (id uuid, writer_id bigint, parent_id uuid, number integer, rung varchar, written_at timestamptz, hidden_at timestamptz)\n"
        "LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$\n"
        "BEGIN\n    RETURN QUERY\n        SELECT c.id, c.writer_id, ",
        OF_COMMENTS,
        "-k",
        "its_place_says_neither",
    ),
    # --- What was said in private ---
    _bug(
        "rungs: publishing carries private comments along, to the fence",
        FUNCTIONS,
        "          AND fence.width_of_holder(g.principal) <= widest\n",
        "",
        "tests/discussion/test_rungs_by_fence.py",
    ),
    _bug(
        "rungs: an answer is as wide as the version is open",
        "sharing/discussion/actions.py",
        "return narrower(Rung(parent.rung), rung_to_read(parent.paper_id, version=parent.number))",
        "return rung_to_read(parent.paper_id, version=parent.number)",
        "tests/discussion",
    ),
    # --- Newcomers who wait for a nod ---
    _bug(
        "asks: anybody nods, to the act",
        ASKING,
        "    take_turn(ask.guarded, Right.OWN, by=by)\n    open_now",
        "    open_now",
        OF_ASKING,
        "-k",
        "nobody_but_an_owner_answers",
    ),
    _bug(
        "asks: anybody nods, to the fence",
        FUNCTIONS,
        "    RETURN fence.owns_ask(ask) AND EXISTS (\n        SELECT FROM sharing_ask a JOIN",
        "    RETURN EXISTS (\n        SELECT FROM sharing_ask a JOIN",
        OF_ASKING,
        "-k",
        "nobody_but_an_owner_answers",
    ),
    _bug(
        "asks: who was declined waits again",
        ASKING,
        "Nod.objects.visible_to(viewer).filter(ask__in=asks)",
        "Nod.objects.visible_to(viewer).filter(ask__in=asks, is_yes=True)",
        OF_ASKING,
    ),
    _bug(
        "asks: new terms let in who was removed",
        ASKING,
        "held = nods.filter(membership__in=_stays_that_hold_on(ask.guarded_id))",
        "held = nods",
        OF_ASKING,
    ),
    _bug(
        "asks: narrower terms do not reach those who are in by their own grants",
        "sharing/papers/sharing.py",
        "    if terms.living == Living.LIVING:\n        _end_written_out(group, on=on, by=by)\n",
        "",
        OF_ASKING,
        "-k",
        "narrower_terms",
    ),
    _bug(
        "asks: the group keeps what it held itself",
        ASKING,
        "    stop_living(group, on=on, by=by)\n    terms =",
        "    terms =",
        OF_ASKING,
    ),
    # --- Keeping somebody out ---
    _bug(
        "keeping out: it keeps nobody out",
        DENYING,
        "User.objects.filter(handle=handle).first()",
        'User.objects.filter(handle=f"@{handle}").first()',
        OF_KEEPING_OUT,
        "-k",
        "meets_what_a_stranger_meets",
    ),
    _bug(
        "keeping out: the list tells which handles somebody has",
        DENYING,
        "        lift(earlier, by=by)\n",
        "        lift(earlier, by=by)\n    if member is None:\n        return\n",
        OF_KEEPING_OUT,
        "-k",
        "answered_alike",
    ),
    # --- Signing ---
    _bug(
        "signing: whoever signed in long ago need not show who it is",
        "sharing/web/authentication.py",
        "return not is_recent and bool(",
        "return not records and bool(",
        OF_CONFIRMING,
    ),
    Bug(
        "signing: what was sent too late is signed by a password alone",
        (
            Edit(
                SIGNING,
                '    if must_show_who_it_is(request):\n        messages.info(request, "Signing is yours alone to do. Once you have shown that it is you, sign on this page.")\n        return redirect(address_to_show_who_it_is(then=_here(request, paper)))\n',
                "",
            ),
            Edit(SIGNING, "def _signed(\n", "@reauthentication_required(enabled=must_show_who_it_is)\ndef _signed(\n"),
            Edit(
                SIGNING,
                "from allauth.account.adapter import get_adapter\n",
                "from allauth.account.adapter import get_adapter\nfrom allauth.account.decorators import reauthentication_required\n",
            ),
        ),
        (OF_CONFIRMING, "-k", "password_alone"),
    ),
    _bug(
        "signing: two clicks at once are two signatures",
        "sharing/access/signing.py",
        "    wait_for_number(on.pk)  # Access that ends meanwhile would be met by the fence alone.\n"
        "    _take_turn(version, by)\n    if earlier",
        "    if earlier",
        "tests/faults/test_races_at_signing.py",
        "-k",
        "eight_times",
    ),
    _bug(
        "signing: nobody writes down which signature a paper was first opened under",
        "sharing/access/covering.py",
        "            _note(signature, on=guarded, version=version, by=by)\n",
        "            pass\n",
        "tests/agreements/test_covering.py",
    ),
    # --- Receipts ---
    _bug(
        "receipts: any member's, to the policy",
        POLICY,
        '            is_viewers(member="signer"),\n',
        "            for_members(),\n",
        OF_TEXTS,
    ),
    _bug(
        "receipts: any member's, to the fence",
        TABLES,
        'select=f"signer_id {MINE} OR fence.is_promised(id)"',
        'select=f"fence.reader_is_member() OR fence.is_promised(id)"',
        OF_TEXTS,
    ),
    _bug(
        "receipts: all evidence, to whoever the text belongs to",
        FUNCTIONS,
        "OR (e.field IN ('typed_name', 'account_name') AND fence.is_promised(s.id)));",
        "OR fence.is_promised(s.id));",
        RECEIPTS,
        "-k",
        "owner_of_the_text",
    ),
    _bug(
        "receipts: the text, to whoever may know of the signature alone",
        "sharing/access/receipts.py",
        "AgreementVersion.objects.visible_to(viewer).filter(",
        "AgreementVersion.objects.filter(",
        OF_TEXTS,
        "-k",
        "gets_no_receipt",
    ),
    Bug(
        "receipts: mailed to the authors",
        (
            Edit(KINDS, "Telling(NoticeKind.RECEIPT, whoever_did_it,", "Telling(NoticeKind.RECEIPT, owners,"),
            Edit(
                "sharing/notifications/mail.py",
                "get(event_id=notice.event_id, signer=viewer.principal)",
                "get(event_id=notice.event_id)",
            ),
            Edit(
                KINDS,
                "        Telling(NoticeKind.SIGNED, owners, about=the_paper(Right.OWN)),\n",
                "",
            ),
        ),
        ("tests/notifications",),
    ),
    # --- Invites that name somebody ---
    _bug(
        "notices of invites: the policy forgets to ask whether they can be used",
        POLICY,
        'both(for_members(invite__isnull=False), invites_viewer(invite="invite_id"))',
        "for_members(invite__isnull=False)",
        OF_NOTICES,
        "-k",
        "falls_silent_with_it",
    ),
    _bug(
        "notices of invites: the fence forgets to ask whether they can be used",
        TABLES,
        '            "AND (invite_id IS NULL OR fence.invites(invite_id, fence.reader()))"\n',
        "",
        OF_NOTICES,
        "-k",
        "falls_silent_with_it",
    ),
    _bug(
        "notices of invites: told to whoever took the handle since",
        FUNCTIONS,
        "i.handle = u.handle AND u.joined_at <= i.created_at",
        "i.handle = u.handle",
        OF_NOTICES,
        "-k",
        "falls_silent_with_it",
    ),
    # --- Order ---
    _bug(
        "reports: a notice names the reporter",
        KINDS,
        "Telling(NoticeKind.REPORTED, owners_of_reported_on, about=the_paper_reported, is_anonymous=True)",
        "Telling(NoticeKind.REPORTED, owners_of_reported_on, about=the_paper_reported)",
        OF_TELLING,
    ),
    _bug(
        "reports: a moderator is told of one that they may not decide",
        KINDS,
        "for member in moderators if _may_decide(report, Viewer.of(member))]",
        "for member in moderators]",
        OF_TELLING,
    ),
    _bug(
        "reports: an author is told whatever they may see, once they have lost the paper",
        KINDS,
        '"needs": Right.OWN}\n\n\ndef the_thing_hidden',
        '"needs": Right.SEE}\n\n\ndef the_thing_hidden',
        OF_TELLING,
    ),
    _bug(
        "reports: moderators decide on their own, to the policy",
        POLICY,
        '        granted(Right.OWN, paper="guarded"), is_viewers(member="filing__reporter"), is_viewers_comment(comment="about")\n',
        '        granted(Right.OWN, paper="guarded"), is_viewers_comment(comment="about")\n',
        "tests/moderation",
    ),
    _bug(
        "reports: moderators decide on their own, to the fence",
        FUNCTIONS,
        "       AND NOT fence.filed(report) AND NOT fence.owns_reported(report)",
        "       AND NOT fence.owns_reported(report)",
        "tests/moderation",
    ),
    # --- Figures ---
    _bug(
        "figures: of every version, to the policy",
        RULES,
        "AND {{first}} <= held_on.versions AND held.from_version <= coalesce({{last}}, held_on.versions) AND {SIGNED}",
        "AND {{first}} <= held_on.versions AND {{last}} IS NOT DISTINCT FROM {{last}} AND {SIGNED}",
        OF_FIGURES,
    ),
    _bug(
        "figures: of every version, to the fence",
        TABLES,
        "AND fence.may(paper_id, last_version, {READ}))",
        "AND fence.may(paper_id, NULL, {READ}))",
        OF_FIGURES,
    ),
    _bug(
        "figures: a version shows those of the working copy",
        "sharing/papers/figures/shown.py",
        "shown = figures.of_version(version.number) if version else figures.of_working_copy()",
        "shown = figures.of_working_copy()",
        OF_FIGURES,
    ),
    # --- Writing ---
    _bug(
        "writing: one editor saves over another's words unseen",
        "sharing/papers/actions.py",
        "    if shown is not None and words_of(copy).sha256 not in {shown, words.sha256}:\n        raise Overtaken\n",
        "",
        "tests/papers/test_writing.py",
    ),
    _bug(
        "writing: the editor does not say which words it was opened with",
        "sharing/web/writing.py",
        "by=request.viewer, shown=_shown_to(request))",
        "by=request.viewer)",
        OF_WRITING,
    ),
    _bug(
        "writing: what is held against what was opened may change before it is saved",
        "sharing/papers/actions.py",
        "    _locked(paper, Right.EDIT, by=by)\n    _refuse_erased(paper)\n    copy = WorkingCopy.objects.get(pk=paper.pk)\n",
        "    copy = WorkingCopy.objects.get(pk=paper.pk)\n    _locked(paper, Right.EDIT, by=by)\n    _refuse_erased(paper)\n",
        "tests/papers/test_races.py",
        "-k",
        "another_editors",
    ),
    # --- Versions ---
    Bug(
        "versions: comparing shows a layer that is open in one of the two alone",
        (
            Edit("sharing/web/differing.py", "if layer in new and text != new[layer]", 'if text != new.get(layer, "")'),
            Edit(
                "sharing/web/differing.py", "words_changed(text, new[layer])", 'words_changed(text, new.get(layer, ""))'
            ),
        ),
        (OF_VERSIONS, "-k", "open_in_one_of_them_alone"),
    ),
    _bug(
        "versions: comparing shows another in the place of one that is not open",
        "sharing/papers/comparing.py",
        "    card = Card.objects.visible_to(viewer).filter(**of_version)",
        "    card = Card.objects.filter(paper=paper, number__lte=max(number, 2))",
        OF_VERSIONS,
        "-k",
        "nothing_to_compare",
    ),
    _bug(
        "versions: going back takes what was saved meanwhile",
        "sharing/papers/actions.py",
        "viewer=by), by=by, shown=shown)",
        "viewer=by), by=by)",
        OF_VERSIONS,
        "-k",
        "saved_meanwhile",
    ),
    _bug(
        "versions: one is made of what nobody has looked at",
        "sharing/papers/actions.py",
        "    if shown is not None and shown != words.sha256:\n",
        "    if shown is None and words is None:\n",
        OF_VERSIONS,
        "-k",
        "what_the_page_showed",
    ),
    # --- Withdrawing ---
    _bug(
        "withdrawing: the reason is everybody's, to the policy",
        POLICY,
        'both(where(is_noted=True), noted_for_everybody(paper="paper"))',
        'noted_for_everybody(paper="paper")',
        OF_WITHDRAWING,
        "-k",
        "reason_is_its_owners",
    ),
    _bug(
        "withdrawing: the reason is everybody's, to the fence",
        TABLES,
        "OR (is_noted AND fence.may_be_noted(paper_id))",
        "OR fence.may_be_noted(paper_id)",
        OF_WITHDRAWING,
        "-k",
        "reason_is_its_owners",
    ),
    _bug(
        "withdrawing: a note stands while moderators hide the paper",
        RULES,
        'NOTED = "(NOT fence.is_hidden({paper}) AND NOT fence.denies({paper}, {me}))"',
        'NOTED = "(NOT fence.denies({paper}, {me}))"',
        OF_WITHDRAWING,
        "-k",
        "hide_its_note",
    ),
    _bug(
        "withdrawing: a note stands where the paper was never public",
        TABLES,
        '            "AND (NOT is_noted OR fence.is_open_to_everybody(paper_id))"\n',
        "",
        OF_WITHDRAWING,
        "-k",
        "never_public",
    ),
    # --- Bylines ---
    _bug(
        "bylines: owners put a member's name there, to the fence",
        TABLES,
        "AND (member_id IS NULL OR member_id {MINE})",
        "",
        OF_BYLINES,
        "-k",
        "nobody_else_put_a_members_name",
    ),
    _bug(
        "bylines: the question is everybody's, to the policy",
        POLICY,
        'ASKED_TO_BE_NAMED = both(is_viewers(member="member"), where',
        "ASKED_TO_BE_NAMED = both(for_members(), where",
        OF_BYLINES,
        "-k",
        "known_to_the_owners_and_to_themselves",
    ),
    _bug(
        "bylines: the question is everybody's, to the fence",
        FUNCTIONS,
        "WHERE a.id = asked AND a.member_id = fence.reader() AND a.ended_at IS NULL\n"
        "          AND NOT fence.denies(a.paper_id, a.member_id));",
        "WHERE a.id = asked AND a.ended_at IS NULL);",
        OF_BYLINES,
        "-k",
        "known_to_the_owners_and_to_themselves",
    ),
    _bug(
        "bylines: a notice asks on after the answer",
        TABLES,
        '            " AND (asked_author_id IS NULL OR fence.is_asked_to_be_named(asked_author_id))"\n',
        "",
        OF_BYLINES,
        "-k",
        "falls_silent_with_the_question",
    ),
    _bug(
        "bylines: a handle that nobody has is answered",
        "sharing/papers/byline.py",
        "    member = User.objects.filter(handle=handle).first()\n    asked =",
        '    member = User.objects.filter(handle=handle).first()\n    if member is None:\n        raise Refused("Nobody has this handle.")\n    asked =',
        OF_BYLINES,
        "-k",
        "asked_alike",
    ),
    _bug(
        "typed text: any site may send a form that was given back",
        "sharing/web/kept.py",
        "        if not came_from_here(request):\n            return\n",
        "",
        "tests/web/test_typed_text.py",
    ),
    # --- Invites ---
    _bug(
        "invites: one for an address opens to another account",
        "accounts/invites/lookup.py",
        "return invite.email in _addresses_of(member)",
        "return bool(_addresses_of(member))",
        "tests/accounts/test_invites.py",
    ),
    _bug(
        "invites: one for a handle opens to whoever takes it later",
        "accounts/invites/lookup.py",
        "return invite.handle == member.handle and member.joined_at <= invite.created_at",
        "return invite.handle == member.handle",
        "tests/journeys",
    ),
    _bug(
        "invites: one from before lets somebody removed back into a paper",
        "sharing/journeys/redeeming.py",
        "    if was_decided_since(offered, about=member, on=paper.pk):\n        raise Refused(UNUSABLE)\n",
        "",
        "tests/journeys/test_redeeming.py",
    ),
    _bug(
        "invites: one from before undoes what a group's end decided",
        "sharing/access/since.py",
        "    for grant in Grant.objects.filter(Q(principal=member.pk) | Q(principal__in=groups), guarded=on):",
        "    for grant in Grant.objects.filter(principal=member.pk, guarded=on):",
        "tests/journeys/test_redeeming.py",
    ),
    _bug(
        "invites: one that was declined is good still",
        "accounts/invites/lookup.py",
        "return names(invite, member=member) and not invite.declined.filter(user=member).exists()",
        "return names(invite, member=member)",
        "tests/journeys/test_declining.py",
    ),
    _bug(
        "invites: the notice of one that was declined speaks on",
        FUNCTIONS,
        "          AND NOT EXISTS (SELECT FROM accounts_declinedinvite d WHERE d.invite_id = i.id AND d.user_id = member)\n",
        "",
        "tests/journeys/test_declining.py",
    ),
    _bug(
        "sharing: narrower terms pass by who is suspended meanwhile",
        ASKING,
        "stays.filter(Q(member__is_active=True) | Q(pk__in=_stays_that_hold_on(on.pk)))",
        "stays.filter(member__is_active=True)",
        OF_ASKING,
    ),
    _bug(
        "sharing: what was added since the question is shared unasked",
        "sharing/papers/actions.py",
        '    if shown is not None and shown != publishable(paper, by=by).fingerprint:\n        raise Outdated("shared")\n',
        "",
        "tests/web/test_sharing_page.py",
    ),
    _bug(
        "view as: what members get tells who is in a group one has left",
        "sharing/journeys/looking_as.py",
        "    if _depends_on_others_groups(holders, viewer=by):\n        return Choice([], is_strangers_only=True)\n",
        "",
        "tests/web/test_viewing_as.py",
    ),
    _bug(
        "invites: two links at once let a member in twice",
        "accounts/invites/actions.py",
        "    _one_at_a_time(by)\n    try:",
        "    try:",
        "tests/faults/test_races_to_come_in.py",
        "-k",
        "two_links",
    ),
    # --- Lists ---
    Bug(
        "lists: what awaits a signature counts papers that nobody has opened to one",
        (
            Edit(
                "sharing/discovery/listings.py",
                "        Paper.objects.visible_to(viewer, Right.SIGN)\n        .filter(pk__in=_that_ask(viewer))\n",
                "        Paper.objects.filter(guarded__grants__requirement__isnull=False)\n        .distinct()\n",
            ),
        ),
        (OF_TEXTS, "-k", "awaits_a_signature"),
    ),
    # --- Looking as somebody else ---
    _bug(
        "view as: nobody writes it down",
        "sharing/journeys/looking_as.py",
        "    record(Kind.VIEW_AS_USED, by=by.principal, about=at, facts=facts)\n",
        "",
        "tests/web/test_viewing_as.py",
    ),
    _bug(
        "view as: it is the owner's own page",
        "sharing/web/viewing_as.py",
        "viewer = look_as(chosen, at=paper, by=request.viewer)",
        "look_as(chosen, at=paper, by=request.viewer)\n    viewer = request.viewer",
        "tests/web/test_viewing_as.py",
    ),
    # --- Telling, whatever goes down ---
    _bug(
        "telling: nothing sweeps up what a stopped broker missed",
        "sharing/settings.py",
        '    "tell people": _every(10, "sharing.notifications.tasks.drain_outbox"),\n',
        "",
        "tests/faults/test_broker.py",
        "-k",
        "stopped",
    ),
    _bug(
        "telling: a mail sent again is another mail",
        "sharing/notifications/mail.py",
        'f"delivery {delivery.pk}"',
        'f"delivery {delivery.pk} {delivery.attempts}"',
        "tests/faults/test_broker.py",
        "-k",
        "same_mail",
    ),
    _bug(
        "writing: the editor saves by itself over what somebody else saved",
        "sharing/web/live.py",
        ', shown=request.POST.get("shown", ""))',
        ")",
        "tests/web/test_live_editor.py",
        "-k",
        "saved_meanwhile_stay",
    ),
    _bug(
        "writing: whoever may know of a paper asks for its preview, figures and all",
        "sharing/web/live.py",
        '@page(Paper, Right.EDIT)\n@require_POST\n@restrained("previews"',
        '@page(Paper, Right.SEE)\n@require_POST\n@restrained("previews"',
        "tests/oracles/test_walker.py",
    ),
    _bug(
        "writing: readers are told what leads nowhere in a text, which quotes it",
        "templates/papers/paper.html",
        "{% block content %}\n",
        '{% block content %}\n  {% include "papers/_problems.html" with problems=body.problems only %}\n',
        "tests/web/test_bibliographies.py",
        "-k",
        "to_no_reader",
    ),
    _bug(
        "writing: words without a bibliography have another hash than before there were any",
        "sharing/papers/actions.py",
        ' if text or layer != "bibliography"}',
        "}",
        "tests/papers/test_writing.py",
        "-k",
        "is_what_it_was",
    ),
    # --- What a hostile text or image costs everybody ---
    _bug(
        "costs: a JPEG may be painted over as often as it likes",
        "sharing/papers/figures/images.py",
        "    if scans_of(upload) > MOST_SCANS:\n        raise Refused(TOO_MANY_SCANS)\n",
        "",
        "tests/papers/test_figure_images.py",
        "-k",
        "over_and_over",
    ),
    _bug(
        "costs: a comment that nobody can be shown is posted",
        "sharing/web/discussion.py",
        '            _refuse_what_cannot_be_shown(form.cleaned_data["text"])\n',
        "",
        "tests/discussion/test_pages.py",
        "-k",
        "not_posted_and_the_text_stays and formulas",
    ),
    _bug(
        "costs: each text of a page takes as long as it likes",
        "sharing/web/discussion.py",
        '"html": html_of(comment, allowance=allowance),',
        '"html": html_of(comment),',
        "tests/discussion/test_pages.py",
        "-k",
        "have_one_allowance",
    ),
]
