-- The rules of the second fence. Installed as a whole after every migration,
-- so that this file is what the database runs.
--
-- Functions that read tables do so as the owner (SECURITY DEFINER): the rows
-- they must look at are themselves behind the fence.

CREATE SCHEMA IF NOT EXISTS fence;

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
