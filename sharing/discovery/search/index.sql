-- What full-text search looks in. The database keeps it itself, in the transaction of the act that changes the words:
-- what is erased, deleted or hidden is found no more from that moment on, and no worker has to run for it.
-- Installed as a whole after every migration, like the fence.

DROP SCHEMA IF EXISTS search CASCADE; -- And every trigger with it.
CREATE SCHEMA search;
SET LOCAL check_function_bodies = off; -- Functions name tables that an earlier point of history lacks.

-- Words ---------------------------------------------------------------------------

-- Without accents. Letter by letter and no longer than before, for a word's length in the index is bounded.
-- What the parser would take for tags and paths are words: "a<b", "either/or". The two private letters are ours.
-- A run without a space that is too long for a word is none: the parser would look at it again from each of its letters.
CREATE FUNCTION search.folded(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT regexp_replace(translate(CASE
        WHEN octet_length(words) = length(words) THEN words
        ELSE normalize(regexp_replace(normalize(words, NFD), '[\u0300-\u036f]', '', 'g'), NFC)
    END, '<>/' || U&'\E000\E001' || 'øØłŁđĐı', '     oOlLdDi'), '\S{200,}', ' ', 'g')
$$;

CREATE FUNCTION search.words(words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT to_tsvector('pg_catalog.english', search.folded(words))
$$;

-- A name's words as they stand in the index beside the text's: with a space, which no word of a text has.
CREATE FUNCTION search.marks(kind text, name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(array_agg(DISTINCT kind || ' ' || word), '{}')
    FROM regexp_split_to_table(lower(search.folded(name)), '[^[:alnum:]]+') AS word
    WHERE word <> ''
$$;

-- What to look for: words as one types them into a search engine, and names, all of which have to be there.
CREATE FUNCTION search.wanted(words text, authors text[]) RETURNS tsquery
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE
    found tsquery := websearch_to_tsquery('pg_catalog.english', search.folded(words));
    mark text;
BEGIN
    FOR mark IN SELECT unnest(search.marks('author', author)) FROM unnest(authors) AS author LOOP
        found := CASE WHEN numnode(found) = 0 THEN quote_literal(mark)::tsquery ELSE found && quote_literal(mark)::tsquery END;
    END LOOP;
    RETURN found;
END
$$;

-- The part of a text that has most of these words, each between two private letters.
CREATE FUNCTION search.excerpt(said text, words text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT ts_headline('pg_catalog.english', search.folded(said), search.any_of(words),
        'StartSel=' || U&'\E000' || ', StopSel=' || U&'\E001' || ', MinWords=25, MaxWords=45')
$$;

CREATE FUNCTION search.any_of(words text) RETURNS tsquery
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
    SELECT coalesce(string_agg(quote_literal(lexeme), ' | '), '')::tsquery
    FROM unnest(tsvector_to_array(search.words(words))) AS lexeme WHERE lexeme NOT LIKE '%\\%'
$$;

-- Papers --------------------------------------------------------------------------
-- A row for each audience of a paper's latest version: what whoever may read it, and no more, finds it by. All have the
-- row of the text; a row of the abstract or of the card alone stands where somebody was given no more than that.

CREATE FUNCTION search.index_paper(paper uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    latest integer := (SELECT max(c.number) FROM sharing_card c WHERE c.paper_id = paper);
    of_card tsvector;
    of_abstract tsvector;
BEGIN
    DELETE FROM sharing_searchable s WHERE s.paper_id = paper AND s.comment_id IS NULL;
    IF latest IS NULL THEN
        RETURN;
    END IF;
    SELECT setweight(search.words(c.title), 'A') || setweight(search.words(c.summary), 'B')
        || coalesce(array_to_tsvector(search.marks_of_authors(paper)), '')
    INTO of_card FROM sharing_card c WHERE c.paper_id = paper AND c.number = latest;
    of_abstract := of_card || coalesce((
        SELECT setweight(search.words(a.text), 'B') FROM sharing_abstract a
        WHERE a.paper_id = paper AND a.number = latest), '');

    INSERT INTO sharing_searchable (id, paper_id, number, level, rung, written_at, document)
    SELECT gen_random_uuid(), paper, latest, level.number, '', v.made_at, level.document
    FROM sharing_version v CROSS JOIN LATERAL (
        SELECT 1 AS number, of_card AS document
        UNION ALL SELECT 2, of_abstract
        UNION ALL SELECT 3, of_abstract || coalesce((
            SELECT setweight(search.words(b.text), 'D') FROM sharing_body b
            WHERE b.paper_id = paper AND b.number = latest), '')
    ) AS level
    WHERE v.paper_id = paper AND v.number = latest
      AND (level.number = 3 OR EXISTS (
          SELECT FROM sharing_grant g WHERE g.guarded_id = paper AND g."right" = level.number));
END
$$;

CREATE FUNCTION search.marks_of_authors(paper uuid) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT array_agg(DISTINCT mark)
    FROM sharing_author a LEFT JOIN accounts_user u ON u.id = a.member_id
    CROSS JOIN LATERAL unnest(search.marks('author', a.name || ' ' || coalesce(u.handle, ''))) AS mark
    WHERE a.paper_id = paper
$$;

CREATE FUNCTION search.words_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM search.index_paper(coalesce(NEW.paper_id, OLD.paper_id));
    RETURN NULL;
END
$$;

CREATE FUNCTION search.less_given() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM sharing_searchable s
                   WHERE s.paper_id = NEW.guarded_id AND s.comment_id IS NULL AND s.level = NEW."right") THEN
        PERFORM search.index_paper(NEW.guarded_id);
    END IF;
    RETURN NULL;
END
$$;

-- Comments ------------------------------------------------------------------------

CREATE FUNCTION search.index_comment(said public.sharing_comment) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM sharing_searchable s WHERE s.comment_id = said.id;
    INSERT INTO sharing_searchable (id, paper_id, comment_id, number, level, rung, written_at, document)
    SELECT gen_random_uuid(), said.paper_id, said.id, said.number, 4, said.rung, said.written_at,
        search.words(said.text) || array_to_tsvector(search.marks('author', u.name || ' ' || u.handle))
    FROM accounts_user u WHERE u.id = said.writer_id AND said.deleted_at IS NULL AND said.hidden_at IS NULL;
END
$$;

CREATE FUNCTION search.comment_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM search.index_comment(NEW);
    RETURN NULL;
END
$$;

-- What a site has that was written before there was an index.
CREATE FUNCTION search.fill() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM search.index_paper(p.id) FROM sharing_guarded p
    WHERE p.versions > 0 AND NOT EXISTS (SELECT FROM sharing_searchable s WHERE s.paper_id = p.id AND s.comment_id IS NULL);
    PERFORM search.index_comment(c) FROM sharing_comment c
    WHERE NOT EXISTS (SELECT FROM sharing_searchable s WHERE s.comment_id = c.id);
END
$$;

CREATE TRIGGER card_found AFTER INSERT OR DELETE ON public.sharing_card
    FOR EACH ROW EXECUTE FUNCTION search.words_changed();
CREATE TRIGGER abstract_found AFTER INSERT OR DELETE ON public.sharing_abstract
    FOR EACH ROW EXECUTE FUNCTION search.words_changed();
CREATE TRIGGER body_found AFTER INSERT OR DELETE ON public.sharing_body
    FOR EACH ROW EXECUTE FUNCTION search.words_changed();
CREATE TRIGGER author_found AFTER INSERT OR DELETE OR UPDATE OF name, member_id ON public.sharing_author
    FOR EACH ROW EXECUTE FUNCTION search.words_changed();
CREATE TRIGGER less_given AFTER INSERT ON public.sharing_grant
    FOR EACH ROW WHEN (NEW."right" IN (1, 2)) EXECUTE FUNCTION search.less_given();
CREATE TRIGGER comment_found AFTER INSERT OR UPDATE OF text, deleted_at, hidden_at ON public.sharing_comment
    FOR EACH ROW EXECUTE FUNCTION search.comment_changed();

SELECT search.fill();
