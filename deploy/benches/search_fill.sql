-- Words for the papers of listing_fill.sql: an abstract of forty, drawn as words are in a language, and an index on
-- them as the triggers keep it. The most frequent word stands in about a sixth of all papers, half of all in a few.

SELECT setseed(0.25);

INSERT INTO sharing_abstract (version_id, paper_id, number, text)
SELECT card.version_id, card.paper_id, 1, drawn.text
FROM sharing_card AS card CROSS JOIN LATERAL (
    SELECT string_agg('word' || floor(30 * power(2000, random()))::int, ' ') AS text
    FROM generate_series(1, 40) WHERE card.number = 1
) AS drawn;

INSERT INTO sharing_body (version_id, paper_id, number, text)
SELECT version_id, paper_id, 1, 'A text.' FROM sharing_card;

DROP INDEX search_of_papers;
INSERT INTO sharing_searchable (id, paper_id, number, level, rung, written_at, document)
SELECT gen_random_uuid(), card.paper_id, 1, 3, '', version.made_at,
    -- As search.words() has them: there is nothing to fold here, and it looks for that three million times.
    setweight(to_tsvector('english', card.title), 'A') || setweight(to_tsvector('english', card.summary), 'B')
    || setweight(to_tsvector('english', abstract.text), 'B')
FROM sharing_card AS card
JOIN sharing_version AS version ON version.id = card.version_id
JOIN sharing_abstract AS abstract ON abstract.version_id = card.version_id;
SET maintenance_work_mem = '512MB';
CREATE INDEX search_of_papers ON sharing_searchable USING gin (document) WITH (fastupdate = off) WHERE level < 4;
