-- The rules of the second fence. Installed as a whole after every migration,
-- so that this file is what the database runs.
--
-- Functions that read tables do so as the owner (SECURITY DEFINER): the rows
-- they must look at are themselves behind the fence.

-- Functions that are no longer here go, and every policy with them: those are made anew, in the same transaction.
DROP SCHEMA IF EXISTS fence CASCADE;
CREATE SCHEMA fence;
SET LOCAL check_function_bodies = off; -- Functions name each other, and tables that a rolled back migration may lack.

-- Who reads: the principal's number, or null for nobody and for the system.
CREATE OR REPLACE FUNCTION fence.reader() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN current_setting('sharing.reader', true) ~ '^[0-9]+$'
                THEN current_setting('sharing.reader', true)::bigint END
$$;

CREATE OR REPLACE FUNCTION fence.reader_is_system() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('sharing.reader', true) LIKE 'system: %', false)
$$;

-- Append-only tables refuse every change, whoever asks.
CREATE OR REPLACE FUNCTION fence.refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

-- Who the reader is ------------------------------------------------------------
-- 1 is the public, 2 all members (sharing.base.principals).

-- Plans are kept by plpgsql, for as long as the connection lasts; a function in SQL plans anew in every statement.

CREATE OR REPLACE FUNCTION fence.reader_is_member() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM accounts_user u
        WHERE u.id = fence.reader() AND u.is_active
          AND EXISTS (SELECT FROM account_emailaddress e WHERE e.user_id = u.id AND e.verified)
    );
END
$$;

CREATE OR REPLACE FUNCTION fence.groups_of_reader() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public ROWS 20 AS $$
BEGIN
    IF fence.reader_is_member() THEN
        RETURN QUERY SELECT m.group_id FROM sharing_membership m
            WHERE m.member_id = fence.reader() AND m.left_at IS NULL;
    END IF;
END
$$;

-- All that the reader holds grants as. Policies ask it once a statement, and hand it to what they ask for each row.
CREATE OR REPLACE FUNCTION fence.principals() RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me bigint := fence.reader();
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    IF NOT fence.reader_is_member() THEN
        RETURN '{1}';
    END IF;
    -- As in groups_of_reader(), which would look anew whether the reader is a member.
    RETURN ARRAY[1, 2, me] || ARRAY(
        SELECT m.group_id FROM sharing_membership m WHERE m.member_id = me AND m.left_at IS NULL
    );
END
$$;

-- What the reader holds on one paper ----------------------------------------------
-- Pages ask these for each row they show, so each is one prepared query of
-- index look-ups: plpgsql keeps its plan, and a generic one (planning anew for
-- each paper costs four times the look-ups).

-- Asked by the policy about the reader. Of anybody else it says yes: nobody learns who is kept out, or comes in by it.
CREATE OR REPLACE FUNCTION fence.denies(paper uuid, member bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN coalesce(member <> fence.reader(), NOT fence.reader_is_system()) OR EXISTS (
        SELECT FROM sharing_denial d WHERE d.guarded_id = paper AND d.member_id = member AND d.lifted_at IS NULL
    );
END
$$;

-- The grants of these principals, all of them the reader's, on an open paper that nobody has ended, signed or not. A
-- piece of the functions below, which run it as the owner: whoever calls it directly gets no more than the fence shows.
CREATE OR REPLACE FUNCTION fence.lasting_grants_on(paper uuid, me bigint, principals bigint[])
RETURNS TABLE (
    principal bigint, "right" smallint, from_version integer, requirement_id uuid, versions integer,
    expires_at timestamptz
)
LANGUAGE sql STABLE AS $$
    SELECT g.principal, g."right", g.from_version, g.requirement_id, p.versions, g.expires_at
    FROM public.sharing_grant g JOIN public.sharing_guarded p ON p.id = g.guarded_id
    WHERE g.guarded_id = paper
      AND g.revoked_at IS NULL
      AND (g.expires_at IS NULL OR g.expires_at > statement_timestamp())
      AND (p.closed_at IS NULL OR g."right" = 6)
      AND array_position(principals, g.principal) IS NOT NULL -- Not "= ANY": an index may be asked for each.
      AND (g.through_membership_id IS NULL OR fence.stays(g.through_membership_id, me))
      AND NOT EXISTS (SELECT FROM public.sharing_denial d
                      WHERE d.guarded_id = g.guarded_id AND d.member_id = me AND d.lifted_at IS NULL)
$$;

CREATE OR REPLACE FUNCTION fence.stays(membership uuid, member bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM public.sharing_membership m
                   WHERE m.id = membership AND m.member_id = member AND m.left_at IS NULL);
END
$$;

CREATE OR REPLACE FUNCTION fence.has_signed(requirement uuid, paper uuid, me bigint) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN NOT EXISTS (
        SELECT FROM public.sharing_requiredagreement i
        WHERE i.requirement_id = requirement
          AND NOT EXISTS (SELECT FROM public.sharing_signature s
                          WHERE s.version_id = i.version_id AND s.signer_id = me
                            AND (s.paper_id IS NULL OR s.paper_id = paper))
    );
END
$$;

-- The rule: the reader holds this right on the paper, at this version or (null) at any.
CREATE OR REPLACE FUNCTION fence.may(
    paper uuid, version integer, needed integer, principals bigint[] DEFAULT fence.principals()
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    me bigint := fence.reader();
BEGIN
    IF me IS NULL THEN
        RETURN fence.reader_is_system();
    END IF;
    RETURN EXISTS (
        SELECT FROM fence.lasting_grants_on(paper, me, principals) g
        WHERE g."right" >= needed AND (g."right" <= 6 OR g."right" = needed)
          AND g.from_version <= coalesce(version, g.versions)
          AND (g.requirement_id IS NULL OR fence.has_signed(g.requirement_id, paper, me))
    );
END
$$;

-- Something is held on the paper that opens once its agreements are signed.
CREATE OR REPLACE FUNCTION fence.awaits_signature(paper uuid, principals bigint[] DEFAULT fence.principals())
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    me bigint := fence.reader();
BEGIN
    RETURN me IS NOT NULL AND EXISTS (
        SELECT FROM fence.lasting_grants_on(paper, me, principals) g
        WHERE g.from_version <= g.versions
          AND g.requirement_id IS NOT NULL AND NOT fence.has_signed(g.requirement_id, paper, me)
    );
END
$$;

-- The paper has come as far as this version.
CREATE OR REPLACE FUNCTION fence.has_version(paper uuid, number integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM sharing_guarded p WHERE p.id = paper AND p.versions >= number)
$$;

-- The first grant on a paper is its submitter's own.
CREATE OR REPLACE FUNCTION fence.has_no_grants(paper uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT NOT EXISTS (SELECT FROM sharing_grant g WHERE g.guarded_id = paper)
$$;

-- Whoever asks, signed in or not, may see the paper's latest version now.
CREATE OR REPLACE FUNCTION fence.is_open_to_everybody(paper uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT FROM sharing_grant g JOIN sharing_guarded p ON p.id = g.guarded_id
        WHERE g.guarded_id = paper AND g.principal = 1 AND g."right" BETWEEN 1 AND 6 AND g.requirement_id IS NULL
          AND g.from_version <= p.versions AND p.closed_at IS NULL
          AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > statement_timestamp())
    )
$$;

-- A note of its owners may stand in the paper's place for the reader.
CREATE OR REPLACE FUNCTION fence.may_be_noted(paper uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.reader() IS NOT NULL AND NOT fence.is_hidden(paper) AND NOT fence.denies(paper, fence.reader());
END
$$;

-- Gives a paper of the reader's, once everybody may read it, the next number of the month; for good.
CREATE OR REPLACE FUNCTION fence.identify(paper uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    this_month text := to_char(statement_timestamp() AT TIME ZONE 'UTC', 'YYMM');
BEGIN
    -- It may be closed at this moment: its number waits with it.
    IF NOT fence.may(paper, NULL, 6) OR NOT EXISTS (
        SELECT FROM sharing_grant g
        WHERE g.guarded_id = paper AND g.principal = 1 AND g."right" BETWEEN 3 AND 6 AND g.revoked_at IS NULL)
    THEN
        RAISE EXCEPTION 'no published paper of the reader to number' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('identifiers of ' || this_month, 0));
    INSERT INTO sharing_identifier (paper_id, month, serial)
    SELECT paper, this_month, coalesce(max(i.serial), 0) + 1 FROM sharing_identifier i WHERE i.month = this_month
    ON CONFLICT (paper_id) DO NOTHING;
END
$$;

-- Owners would name the reader, who is not kept out, and who has said neither yes nor no.
CREATE OR REPLACE FUNCTION fence.is_asked_to_be_named(asked uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.reader_is_member() AND EXISTS (
        SELECT FROM sharing_askedauthor a
        WHERE a.id = asked AND a.member_id = fence.reader() AND a.ended_at IS NULL
          AND NOT fence.denies(a.paper_id, a.member_id));
END
$$;

-- The reader says yes, and stands in the byline by the name they say, at the place that was kept for them; or no.
CREATE OR REPLACE FUNCTION fence.answer_to_be_named(
    asked uuid, is_yes boolean, author uuid, as_name text, of_affiliation text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT fence.is_asked_to_be_named(asked) THEN
        RAISE EXCEPTION 'nobody asks the reader to be named' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE sharing_askedauthor a
    SET ended_at = statement_timestamp(), ended_as = CASE WHEN is_yes THEN 'accepted' ELSE 'declined' END
    WHERE a.id = asked;
    IF is_yes THEN
        INSERT INTO sharing_author (id, paper_id, position, member_id, name, affiliation, is_corresponding)
        SELECT author, a.paper_id, a.position, a.member_id, as_name, of_affiliation, a.is_corresponding
        FROM sharing_askedauthor a
        WHERE a.id = asked AND NOT EXISTS (
            SELECT FROM sharing_author b WHERE b.paper_id = a.paper_id AND b.member_id = a.member_id);
    END IF;
END
$$;

-- Comments --------------------------------------------------------------------------
-- 1 is private, 2 members, 3 public (sharing.access.rungs).

CREATE OR REPLACE FUNCTION fence.width_of(rung text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(ARRAY['private', 'members', 'public'], rung)
$$;

CREATE OR REPLACE FUNCTION fence.width_of_holder(principal bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE principal WHEN 1 THEN 3 WHEN 2 THEN 2 ELSE 1 END
$$;

-- The reader may read this version by a grant no wider than the rung.
CREATE OR REPLACE FUNCTION fence.reads_on_rung(
    paper uuid, version integer, rung text, principals bigint[] DEFAULT fence.principals()
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    me bigint := fence.reader();
    widest integer := fence.width_of(rung);
BEGIN
    RETURN me IS NOT NULL AND EXISTS (
        SELECT FROM fence.lasting_grants_on(paper, me, principals) g
        WHERE g."right" BETWEEN 3 AND 6
          AND g.from_version <= version
          AND fence.width_of_holder(g.principal) <= widest
          AND (g.requirement_id IS NULL OR fence.has_signed(g.requirement_id, paper, me))
    );
END
$$;

-- How far this version may be read, whoever asks.
CREATE OR REPLACE FUNCTION fence.width_of_version(paper uuid, version integer) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(max(fence.width_of_holder(g.principal)), 1)
    FROM sharing_grant g JOIN sharing_guarded p ON p.id = g.guarded_id
    WHERE g.guarded_id = paper AND g.principal IN (1, 2)
      AND g."right" BETWEEN 3 AND 6 AND g.from_version <= version
      AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > statement_timestamp())
      AND (p.closed_at IS NULL OR g."right" = 6)
$$;

-- A comment is written by who may comment, no wider than the version is open, and than what it answers.
CREATE OR REPLACE FUNCTION fence.may_write_comment(paper uuid, version integer, as_rung text, parent uuid)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.may(paper, version, 4)
       AND fence.width_of(as_rung) <= fence.width_of_version(paper, version)
       AND (parent IS NULL OR EXISTS (
            SELECT FROM sharing_comment c
            WHERE c.id = parent AND c.paper_id = paper AND c.number = version
              AND c.deleted_at IS NULL AND c.hidden_at IS NULL
              AND fence.width_of(as_rung) <= fence.width_of(c.rung)
              AND fence.reads_on_rung(c.paper_id, c.number, c.rung)));
END
$$;

-- Where in a discussion something stood that moderators hid, for whoever could read it: neither its words nor whose.
CREATE OR REPLACE FUNCTION fence.hidden_places(paper uuid)
RETURNS TABLE (id uuid, parent_id uuid, number integer, rung varchar, written_at timestamptz, hidden_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
        SELECT c.id, c.parent_id, c.number, c.rung, c.written_at, c.hidden_at
        FROM sharing_comment c
        WHERE c.paper_id = paper AND c.hidden_at IS NOT NULL AND fence.reads_on_rung(c.paper_id, c.number, c.rung);
END
$$;

-- The reader may pass the paper on, and holds as much on it: from no later version, for as long and for the same
-- agreements. To a member, and never more than commenting.
CREATE OR REPLACE FUNCTION fence.may_pass_on(
    paper uuid, to_whom bigint, given smallint, start integer, asked uuid, until timestamptz
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me bigint := fence.reader();
BEGIN
    RETURN me IS NOT NULL AND given BETWEEN 1 AND 4
        AND EXISTS (SELECT FROM accounts_user u WHERE u.id = to_whom AND u.is_active)
        AND EXISTS (
            SELECT FROM fence.lasting_grants_on(paper, me, fence.principals()) held
            CROSS JOIN fence.lasting_grants_on(paper, me, fence.principals()) passing
            WHERE held."right" BETWEEN given AND 6 AND passing."right" = 11
              AND start BETWEEN greatest(held.from_version, passing.from_version) AND held.versions
              AND asked IS NOT DISTINCT FROM coalesce(held.requirement_id, passing.requirement_id)
              AND coalesce(passing.requirement_id = asked, true)
              AND (asked IS NULL OR fence.has_signed(asked, paper, me))
              AND coalesce(until, 'infinity') <= least(
                  coalesce(held.expires_at, 'infinity'), coalesce(passing.expires_at, 'infinity'))
        );
END
$$;

-- Searching -------------------------------------------------------------------------
-- "@@" is not leakproof, so that behind a policy it could use no index: this is the one way to the words of the index.

-- The papers that these principals were given something on, unless there are more grants than so many: null then.
CREATE OR REPLACE FUNCTION fence.papers_given_to(principals bigint[], most integer) RETURNS uuid[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    given uuid[] := ARRAY(
        SELECT of_one.guarded_id FROM unnest(principals) AS holder(principal) CROSS JOIN LATERAL (
            SELECT g.guarded_id FROM public.sharing_grant g
            WHERE g.principal = holder.principal AND g.revoked_at IS NULL AND g."right" <= 6
            ORDER BY g.listed_at DESC LIMIT most + 1
        ) AS of_one LIMIT most + 1);
BEGIN
    RETURN CASE WHEN cardinality(given) <= most THEN given END;
END
$$;

-- Up to so many grants, a reader's own papers are looked for among what was hit.
CREATE OR REPLACE FUNCTION fence.few_papers() RETURNS integer
LANGUAGE sql STABLE AS $$ SELECT 5000 $$;

-- The reader finds a row of the index: a comment that they read, or a paper by the words of all that they may read of it.
CREATE OR REPLACE FUNCTION fence.finds(level smallint, paper uuid, version integer, rung text, principals bigint[])
RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT CASE level
        WHEN 4 THEN fence.reads_on_rung(paper, version, rung, principals)
        WHEN 3 THEN fence.may(paper, version, 3, principals)
        ELSE fence.may(paper, version, level, principals) AND NOT fence.may(paper, version, level + 1, principals) END
$$;

-- What the reader finds, papers or comments, up to so many, the best first. Words that they may not read find nothing
-- and move nothing.
CREATE OR REPLACE FUNCTION fence.search(
    wanted tsquery, in_comments boolean, through bigint, since timestamptz, until timestamptz,
    by_time boolean, beyond double precision, beyond_row uuid, most integer
) RETURNS TABLE (id uuid, paper_id uuid, comment_id uuid, number integer, level smallint, score double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public SET plan_cache_mode = force_custom_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    me bigint := fence.reader();
    principals bigint[] := fence.principals();
    given uuid[];
    rung text;
    look integer := 1000;
    looked_at integer;
    found integer := 0;
    -- Phrases would have the words of each hit read, whosever they are: a hit has all of theirs, in whatever order.
    in_any_order tsquery := regexp_replace(wanted::text, '<(-|\d+)>', '&', 'g')::tsquery;
BEGIN
    IF me IS NULL OR querytree(wanted) IN ('', 'T') OR array_position(principals, through) IS NULL AND through IS NOT NULL
    THEN
        RETURN;
    END IF;
    given := CASE WHEN through IS NULL THEN fence.papers_given_to(principals, fence.few_papers())
                  ELSE fence.papers_given_to(ARRAY[through], 1000000) END;

    -- A hit is ranked behind OFFSET 0: else it would be once more for each place that asks for its score.
    IF given IS NOT NULL THEN
        -- Few papers: whatever else was hit is left aside before its words are looked at.
        RETURN QUERY
            SELECT hit.* FROM (
                SELECT s.id, s.paper_id, s.comment_id, s.number, s.level,
                    fence.score(s.document, wanted, s.written_at, by_time) AS score
                FROM (
                    SELECT s.* FROM sharing_searchable s
                    WHERE s.document @@ in_any_order AND s.paper_id = ANY(given)
                      AND (in_comments AND s.level = 4 OR NOT in_comments AND s.level < 4)
                      AND s.written_at >= since AND s.written_at < until
                      AND fence.finds(s.level, s.paper_id, s.number, s.rung, principals)
                    OFFSET 0
                ) AS s
                WHERE s.document @@ wanted
                OFFSET 0
            ) AS hit
            WHERE (hit.score, hit.id) < (beyond, beyond_row)
            ORDER BY hit.score DESC, hit.id DESC LIMIT most;
        RETURN;
    END IF;

    -- Many: from the best hit on, until there are enough that the reader finds. A few of the best are found without
    -- putting all in order, and nearly always suffice.
    LOOP
        looked_at := 0;
        FOR id, paper_id, comment_id, number, level, rung, score IN
            SELECT hit.* FROM (
                SELECT s.id, s.paper_id, s.comment_id, s.number, s.level, s.rung,
                    fence.score(s.document, wanted, s.written_at, by_time) AS score
                FROM sharing_searchable s
                WHERE s.document @@ wanted
                  AND (in_comments AND s.level = 4 OR NOT in_comments AND s.level < 4)
                  AND s.written_at >= since AND s.written_at < until
                OFFSET 0
            ) AS hit
            WHERE (hit.score, hit.id) < (beyond, beyond_row)
            ORDER BY hit.score DESC, hit.id DESC LIMIT look
        LOOP
            looked_at := looked_at + 1;
            IF fence.finds(level, paper_id, number, rung, principals) THEN
                RETURN NEXT;
                found := found + 1;
                EXIT WHEN found = most;
            END IF;
        END LOOP;
        EXIT WHEN found = most OR looked_at < look;
        beyond := score;
        beyond_row := id;
        look := look * 50;
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION fence.score(document tsvector, wanted tsquery, written_at timestamptz, by_time boolean)
RETURNS double precision
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN by_time THEN extract(epoch FROM written_at)::double precision
                ELSE ts_rank(document, wanted, 1)::double precision END
$$;

-- Agreements ----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fence.owns_requirement(requirement uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (SELECT fence.may(r.guarded_id, NULL, 6) FROM sharing_requirement r WHERE r.id = requirement);
END
$$;

-- Owners ask for agreements of their own, or for what the paper asks for already.
CREATE OR REPLACE FUNCTION fence.may_ask_for(agreement uuid, requirement uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.owns_requirement(requirement) AND (fence.owns_agreement(agreement) OR EXISTS (
        SELECT FROM sharing_requirement wanted
        JOIN sharing_requirement earlier ON earlier.guarded_id = wanted.guarded_id
        JOIN sharing_requiredagreement i ON i.requirement_id = earlier.id
        WHERE wanted.id = requirement AND i.agreement_id = agreement));
END
$$;

-- A lasting grant of the reader asks for this requirement.
CREATE OR REPLACE FUNCTION fence.is_asked_for(requirement uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    me bigint := fence.reader();
    principals bigint[] := fence.principals();
BEGIN
    RETURN EXISTS (
        SELECT FROM sharing_requirement r CROSS JOIN LATERAL fence.lasting_grants_on(r.guarded_id, me, principals) g
        WHERE r.id = requirement AND g.requirement_id = r.id AND g.from_version <= g.versions
    );
END
$$;

CREATE OR REPLACE FUNCTION fence.owns_agreement(agreement uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM sharing_agreement a WHERE a.id = agreement AND a.owner_id = fence.reader())
$$;

CREATE OR REPLACE FUNCTION fence.owns_agreement_of(version uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT FROM sharing_agreementversion v JOIN sharing_agreement a ON a.id = v.agreement_id
        WHERE v.id = version AND a.owner_id = fence.reader()
    )
$$;

-- The reader is asked for this very text, asks for it, has signed it, owns a paper it was signed for or that was opened
-- under it, or it is one of the site's templates.
CREATE OR REPLACE FUNCTION fence.knows_agreement_version(version uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sharing_signature s WHERE s.version_id = version AND s.signer_id = fence.reader())
        OR EXISTS (SELECT FROM (SELECT DISTINCT s.paper_id FROM sharing_signature s WHERE s.version_id = version) signed
                   WHERE fence.may(signed.paper_id, NULL, 6))
        OR EXISTS (SELECT FROM (SELECT DISTINCT c.guarded_id FROM sharing_signature s
                                JOIN sharing_covered c ON c.signature_id = s.id
                                WHERE s.version_id = knows_agreement_version.version) opened
                   WHERE fence.may(opened.guarded_id, NULL, 6))
        OR EXISTS (SELECT FROM sharing_requiredagreement i
                   WHERE i.version_id = version
                     AND (fence.is_asked_for(i.requirement_id) OR fence.owns_requirement(i.requirement_id)))
        OR EXISTS (SELECT FROM sharing_agreementversion v JOIN sharing_agreement a ON a.id = v.agreement_id
                   WHERE v.id = version AND a.owner_id IS NULL AND fence.reader_is_member());
END
$$;

CREATE OR REPLACE FUNCTION fence.knows_agreement(agreement uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sharing_agreementversion v
                   WHERE v.agreement_id = agreement AND fence.knows_agreement_version(v.id));
END
$$;

-- Only what is asked of the reader can be signed, at the version the paper's authors have adopted; for one paper
-- where the agreement says so, and for all otherwise.
CREATE OR REPLACE FUNCTION fence.may_sign(version uuid, paper uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM sharing_requiredagreement i
        JOIN sharing_requirement r ON r.id = i.requirement_id
        JOIN sharing_agreement a ON a.id = i.agreement_id
        WHERE i.version_id = version
          AND CASE WHEN a.is_per_paper THEN r.guarded_id = paper ELSE paper IS NULL END
          AND fence.is_asked_for(r.id)
    );
END
$$;

-- The signature is the reader's own.
CREATE OR REPLACE FUNCTION fence.signed(signature uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sharing_signature s WHERE s.id = signature AND s.signer_id = fence.reader());
END
$$;

-- The reader may open this version, and their signature counts for something that they hold on the paper.
CREATE OR REPLACE FUNCTION fence.covers(signature uuid, paper uuid, version integer) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.has_version(paper, version) AND fence.may(paper, version, 1) AND EXISTS (
        SELECT FROM sharing_signature s
        JOIN sharing_requiredagreement i ON i.version_id = s.version_id
        JOIN sharing_requirement r ON r.id = i.requirement_id
        WHERE s.id = signature AND s.signer_id = fence.reader() AND (s.paper_id IS NULL OR s.paper_id = paper)
          AND r.guarded_id = paper AND fence.is_asked_for(r.id));
END
$$;

-- The reader would not sign this text for this paper. Of the record, members read only this.
CREATE OR REPLACE FUNCTION fence.has_declined(version uuid, paper uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT FROM sharing_agreementversion v JOIN sharing_event e ON e.about_id = v.agreement_id::text
        WHERE v.id = version AND e.about_kind = 'agreement' AND e.kind = 'agreement.declined'
          AND e.by = fence.reader() AND e.facts ->> 'version' = version::text AND e.facts ->> 'paper' = paper::text
    )
$$;

-- The reader owns the text that was signed, the paper it was signed for, or one that was opened under it.
CREATE OR REPLACE FUNCTION fence.is_promised(signature uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sharing_signature s
                   WHERE s.id = signature AND (fence.owns_agreement_of(s.version_id) OR fence.may(s.paper_id, NULL, 6)))
        OR EXISTS (SELECT FROM sharing_covered c WHERE c.signature_id = signature AND fence.may(c.guarded_id, NULL, 6));
END
$$;

-- How somebody signed, as far as it was not erased: all of it for the signer, and for those it was signed for the
-- names alone.
CREATE OR REPLACE FUNCTION fence.evidence_of(signature uuid) RETURNS TABLE (field varchar, value text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
        SELECT e.field, e.value
        FROM sharing_signature s JOIN sharing_erasablevalue e ON e.event_id = s.event_id AND e.by = s.signer_id
        WHERE s.id = signature
          AND (s.signer_id = fence.reader()
               OR (e.field IN ('typed_name', 'account_name') AND fence.is_promised(s.id)));
END
$$;

-- Groups ----------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fence.leads_group(of_group bigint, roles text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT FROM sharing_membership m
        WHERE m.group_id = of_group AND m.member_id = fence.reader() AND m.left_at IS NULL
          AND m.role = ANY (roles) AND fence.reader_is_member()
    )
$$;

-- The first member of a group is its founder.
CREATE OR REPLACE FUNCTION fence.has_no_members(of_group bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT NOT EXISTS (SELECT FROM sharing_membership m WHERE m.group_id = of_group)
$$;

-- Notices ---------------------------------------------------------------------------

-- The reader may know, now, of what a notice is about: a comment, a paper's awaiting their signature (0), a right on
-- it, a group, or nothing that is hidden.
CREATE OR REPLACE FUNCTION fence.may_be_told(
    paper uuid, version integer, needed integer, of_group bigint, of_comment uuid
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT fence.reader_is_member() THEN
        RETURN false;
    ELSIF of_comment IS NOT NULL THEN
        RETURN EXISTS (SELECT FROM sharing_comment c
                       WHERE c.id = of_comment AND c.deleted_at IS NULL
                         AND (c.hidden_at IS NULL OR c.writer_id = fence.reader())
                         AND fence.reads_on_rung(c.paper_id, c.number, c.rung));
    ELSIF paper IS NOT NULL THEN
        RETURN CASE needed WHEN 0 THEN fence.awaits_signature(paper) ELSE fence.may(paper, version, needed) END;
    ELSIF of_group IS NOT NULL THEN
        RETURN of_group IN (SELECT fence.groups_of_reader());
    END IF;
    RETURN true;
END
$$;

-- The invite names the reader, who is this member, by a handle they had by then or an address they have shown to be
-- theirs, can be used, and was not declined by them.
CREATE OR REPLACE FUNCTION fence.invites(invite uuid, member bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM accounts_invite i JOIN accounts_user u ON u.id = member AND u.id = fence.reader()
        WHERE i.id = invite AND i.kind <> 'site'
          AND i.uses < i.max_uses AND i.revoked_at IS NULL AND i.expires_at > statement_timestamp()
          AND (i.maker_id IS NULL OR EXISTS (SELECT FROM accounts_user m WHERE m.id = i.maker_id AND m.is_active))
          AND (i.handle = u.handle AND u.joined_at <= i.created_at
               OR i.email <> '' AND EXISTS (SELECT FROM account_emailaddress a
                                            WHERE a.user_id = member AND a.verified AND lower(a.email) = i.email))
          AND NOT EXISTS (SELECT FROM accounts_declinedinvite d WHERE d.invite_id = i.id AND d.user_id = member)
          -- Whoever is kept out of a paper hears of no invite to it: it would not let them in, and so would tell.
          AND NOT EXISTS (SELECT FROM sharing_denial k
                          WHERE i.kind = 'paper' AND k.guarded_id::text = i.about AND k.member_id = member
                            AND k.lifted_at IS NULL));
END
$$;

-- Audiences: for a paper's owners -----------------------------------------------------

CREATE OR REPLACE FUNCTION fence.grants_on(paper uuid) RETURNS SETOF sharing_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF fence.may(paper, NULL, 6) THEN
        RETURN QUERY SELECT * FROM sharing_grant g WHERE g.guarded_id = paper AND g.revoked_at IS NULL;
    END IF;
END
$$;

-- What came by an invite of the reader's, while they could still give it.
CREATE OR REPLACE FUNCTION fence.grants_by_invite(invite uuid) RETURNS SETOF sharing_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN QUERY
        SELECT g.* FROM accounts_invite i JOIN sharing_grant g ON g.guarded_id = i.about::uuid
        WHERE i.id = invite AND i.kind = 'paper' AND i.maker_id = fence.reader()
          AND g.by_invite_id = invite AND g.given_by = fence.reader() AND g.revoked_at IS NULL
          AND (fence.may(g.guarded_id, NULL, 6) OR fence.may(g.guarded_id, NULL, 11));
END
$$;

CREATE OR REPLACE FUNCTION fence.revoke(ended uuid, because text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE sharing_grant g
    SET revoked_at = statement_timestamp(), revoked_by = fence.reader()
    WHERE g.id = ended AND g.revoked_at IS NULL AND fence.reader() IS NOT NULL
      AND (fence.may(g.guarded_id, NULL, 6) OR g.id IN (SELECT c.id FROM fence.grants_by_invite(g.by_invite_id) c));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no grant of the reader''s papers to revoke' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO sharing_reason (id, grant_id, guarded_id, of, text)
    SELECT gen_random_uuid(), g.id, g.guarded_id, 'ending', because FROM sharing_grant g WHERE g.id = ended AND because <> '';
END
$$;

CREATE OR REPLACE FUNCTION fence.gave(given uuid, paper uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (
        SELECT FROM sharing_grant g WHERE g.id = given AND g.guarded_id = paper AND g.given_by = fence.reader())
$$;

CREATE OR REPLACE FUNCTION fence.owns_ask(ask uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (SELECT fence.may(a.guarded_id, NULL, 6) FROM sharing_ask a WHERE a.id = ask);
END
$$;

-- An owner answers about a stay that lasts, in the group they are asked about and are in themselves.
CREATE OR REPLACE FUNCTION fence.may_nod(ask uuid, membership uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.owns_ask(ask) AND EXISTS (
        SELECT FROM sharing_ask a JOIN sharing_membership m ON m.group_id = a.group_id
        WHERE a.id = ask AND a.ended_at IS NULL AND m.id = membership AND m.left_at IS NULL
          AND a.group_id IN (SELECT fence.groups_of_reader()));
END
$$;

CREATE OR REPLACE FUNCTION fence.principals_given_to(giver bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT DISTINCT g.principal FROM sharing_grant g WHERE g.given_by = giver AND giver = fence.reader()
$$;

-- Order -------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fence.reader_is_moderator() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT fence.reader_is_member()
       AND EXISTS (SELECT FROM accounts_user u WHERE u.id = fence.reader() AND u.is_moderator)
$$;

CREATE OR REPLACE FUNCTION fence.reader_is_staff() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT fence.reader_is_member() AND EXISTS (SELECT FROM accounts_user u WHERE u.id = fence.reader() AND u.is_staff)
$$;

-- One reports what one sees, and not one's own.
CREATE OR REPLACE FUNCTION fence.may_report(kind text, about uuid, paper uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.reader_is_member() AND CASE kind
        WHEN 'paper' THEN about = paper AND fence.may(paper, NULL, 1) AND NOT fence.may(paper, NULL, 6)
        WHEN 'comment' THEN EXISTS (
            SELECT FROM sharing_comment c
            WHERE c.id = about AND c.paper_id = paper AND c.deleted_at IS NULL AND c.hidden_at IS NULL
              AND c.writer_id <> fence.reader() AND fence.reads_on_rung(c.paper_id, c.number, c.rung))
        ELSE false
    END;
END
$$;

CREATE OR REPLACE FUNCTION fence.filed(report uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM sharing_filing f WHERE f.report_id = report AND f.reporter_id = fence.reader())
       AND fence.reader_is_member()
$$;

CREATE OR REPLACE FUNCTION fence.owns_reported(report uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (SELECT fence.may(r.guarded_id, NULL, 6) FROM sharing_report r WHERE r.id = report);
END
$$;

CREATE OR REPLACE FUNCTION fence.wrote_reported(report uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM sharing_report r JOIN sharing_comment c ON c.id = r.about
                   WHERE r.id = report AND r.kind = 'comment' AND c.writer_id = fence.reader())
       AND fence.reader_is_member()
$$;

-- The reporter may look again at what they passed on as long as they may see the paper, and read it where it is of a
-- comment.
CREATE OR REPLACE FUNCTION fence.filed_and_sees(report uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.filed(report)
       AND (SELECT fence.may(r.guarded_id, NULL, CASE r.kind WHEN 'paper' THEN 1 ELSE 3 END)
            FROM sharing_report r WHERE r.id = report);
END
$$;

-- A moderator decides on what they have not reported themselves and is about no paper and no comment of theirs.
CREATE OR REPLACE FUNCTION fence.moderates(report uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN fence.reader_is_moderator()
       AND NOT fence.filed(report) AND NOT fence.owns_reported(report) AND NOT fence.wrote_reported(report);
END
$$;

CREATE OR REPLACE FUNCTION fence.is_hidden(paper uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM sharing_closing c
                   WHERE c.guarded_id = paper AND c.because = 'hidden' AND c.reopened_at IS NULL)
$$;

-- Carries out a moderator's decision to hide. Answers whether anything changed.
CREATE OR REPLACE FUNCTION fence.hide_reported(report uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    paper uuid;
    thing uuid;
    of_kind text;
BEGIN
    SELECT r.guarded_id, r.about, r.kind INTO paper, thing, of_kind FROM sharing_report r
    WHERE r.id = report AND r.state = 'hidden' AND fence.moderates(r.id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no decision of the reader to hide' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM sharing_guarded p WHERE p.id = paper FOR UPDATE;
    IF of_kind = 'comment' THEN
        UPDATE sharing_comment c SET hidden_at = statement_timestamp() WHERE c.id = thing AND c.hidden_at IS NULL;
        RETURN FOUND;
    ELSIF fence.is_hidden(paper) THEN
        RETURN false;
    END IF;
    INSERT INTO sharing_closing (id, guarded_id, because, closed_by, closed_at)
    VALUES (gen_random_uuid(), paper, 'hidden', fence.reader(), statement_timestamp());
    UPDATE sharing_guarded p SET closed_at = coalesce(p.closed_at, statement_timestamp()) WHERE p.id = paper;
    RETURN true;
END
$$;

-- Carries out a moderator's decision to restore, unless another report still hides the same.
CREATE OR REPLACE FUNCTION fence.restore_reported(report uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    paper uuid;
    thing uuid;
    of_kind text;
BEGIN
    SELECT r.guarded_id, r.about, r.kind INTO paper, thing, of_kind FROM sharing_report r
    WHERE r.id = report AND r.state = 'restored' AND fence.moderates(r.id);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no decision of the reader to restore' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- What is decided about a paper and its comments is decided one after the other.
    PERFORM FROM sharing_guarded p WHERE p.id = paper FOR UPDATE;
    IF EXISTS (SELECT FROM sharing_report r WHERE r.kind = of_kind AND r.about = thing AND r.state = 'hidden') THEN
        RETURN false;
    ELSIF of_kind = 'comment' THEN
        UPDATE sharing_comment c SET hidden_at = NULL WHERE c.id = thing AND c.hidden_at IS NOT NULL;
        RETURN FOUND;
    END IF;
    UPDATE sharing_closing c SET reopened_by = fence.reader(), reopened_at = statement_timestamp()
    WHERE c.guarded_id = paper AND c.because = 'hidden' AND c.reopened_at IS NULL;
    UPDATE sharing_guarded p
    SET closed_at = (SELECT min(c.closed_at) FROM sharing_closing c WHERE c.guarded_id = paper AND c.reopened_at IS NULL)
    WHERE p.id = paper;
    RETURN true;
END
$$;

-- The operator's view of invites: how many, how used, by whom. No token, address, note or thing they lead to.
CREATE OR REPLACE FUNCTION fence.invite_overview()
RETURNS TABLE (id uuid, kind varchar, maker_id bigint, max_uses integer, uses integer,
               created_at timestamptz, expires_at timestamptz, revoked_at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF fence.reader_is_staff() THEN
        RETURN QUERY SELECT i.id, i.kind, i.maker_id, i.max_uses, i.uses, i.created_at, i.expires_at, i.revoked_at
                     FROM accounts_invite i;
    END IF;
END
$$;

CREATE OR REPLACE VIEW public.sharing_inviteoverview AS SELECT * FROM fence.invite_overview();

CREATE OR REPLACE FUNCTION fence.revoke_invite(invite uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT fence.reader_is_staff() THEN
        RAISE EXCEPTION 'only the operator revokes anybody''s invite' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE accounts_invite i SET revoked_at = statement_timestamp(), revoked_by_id = fence.reader()
    WHERE i.id = invite AND i.revoked_at IS NULL;
    RETURN FOUND;
END
$$;
