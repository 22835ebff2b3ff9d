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
    RETURN ARRAY[1, 2, me] || ARRAY(SELECT fence.groups_of_reader());
END
$$;

-- What the reader holds on one paper ----------------------------------------------
-- Pages ask these for each row they show, so each is one prepared query of
-- index look-ups: plpgsql keeps its plan, and a generic one (planning anew for
-- each paper costs four times the look-ups).

CREATE OR REPLACE FUNCTION fence.denies(paper uuid, member bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM sharing_denial d WHERE d.guarded_id = paper AND d.member_id = member AND d.lifted_at IS NULL
    );
END
$$;

-- The grants of these principals, all of them the reader's, on an open paper that nobody has ended, signed or not. A
-- piece of the functions below, which run it as the owner: whoever calls it directly gets no more than the fence shows.
CREATE OR REPLACE FUNCTION fence.lasting_grants_on(paper uuid, me bigint, principals bigint[])
RETURNS TABLE ("right" smallint, from_version integer, requirement_id uuid, versions integer)
LANGUAGE sql STABLE AS $$
    SELECT g."right", g.from_version, g.requirement_id, p.versions
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

-- The first grant on a paper is its submitter's own.
CREATE OR REPLACE FUNCTION fence.has_no_grants(paper uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT NOT EXISTS (SELECT FROM sharing_grant g WHERE g.guarded_id = paper)
$$;

-- Agreements ----------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fence.owns_requirement(requirement uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN (SELECT fence.may(r.guarded_id, NULL, 6) FROM sharing_requirement r WHERE r.id = requirement);
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

-- The reader is asked for this very text, has signed it, or it is one of the site's templates.
CREATE OR REPLACE FUNCTION fence.knows_agreement_version(version uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sharing_signature s WHERE s.version_id = version AND s.signer_id = fence.reader())
        OR EXISTS (SELECT FROM sharing_requiredagreement i
                   WHERE i.version_id = version AND fence.is_asked_for(i.requirement_id))
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

-- Only what is asked of the reader can be signed, at the version its authors have adopted, if that is the
-- newest; for one paper where the agreement says so, and for all otherwise.
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

-- Audiences: for a paper's owners -----------------------------------------------------

CREATE OR REPLACE FUNCTION fence.grants_on(paper uuid) RETURNS SETOF sharing_grant
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF fence.may(paper, NULL, 6) THEN
        RETURN QUERY SELECT * FROM sharing_grant g WHERE g.guarded_id = paper AND g.revoked_at IS NULL;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION fence.revoke(ended uuid, because text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    UPDATE sharing_grant g
    SET revoked_at = statement_timestamp(), revoked_by = fence.reader(), revoked_because = because
    WHERE g.id = ended AND g.revoked_at IS NULL AND fence.reader() IS NOT NULL AND fence.may(g.guarded_id, NULL, 6);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no grant of the reader''s papers to revoke' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;
