-- A site of %(papers)s papers with four grants each, for the bench of the lists.
--
-- Each paper is its submitter's, and goes to two groups and to one more: every tenth to everybody, every tenth to
-- all members, the rest to one member. A paper a minute until now; none closed, expired or denied.

SELECT setseed(0.5);

INSERT INTO accounts_user
    (id, password, handle, name, affiliation, time_zone, email, is_active, is_moderator, is_staff, joined_at)
SELECT 10000 + i, '', 'member-' || i, 'Member ' || i, '', 'UTC', '', true, false, false, now()
FROM generate_series(1, %(members)s) AS i;

INSERT INTO account_emailaddress (email, verified, "primary", user_id)
SELECT 'member-' || i || '@example.org', true, true, 10000 + i FROM generate_series(1, %(members)s) AS i;

INSERT INTO sharing_group (id, public_id, name, purpose, founder_id, created_at)
SELECT 500000 + i, gen_random_uuid(), 'Group ' || i, '', 10005, now() FROM generate_series(1, %(groups)s) AS i;

-- The first member is new; the second is in 8 groups, the third in 300, the fourth has written a hundredth of
-- everything. All others are in 8 groups.
INSERT INTO sharing_membership (id, group_id, member_id, role, joined_at)
SELECT gen_random_uuid(), number, member, 'member', now()
FROM (
    SELECT 10002 AS member, 500000 + generate_series(1, 8) AS number
    UNION SELECT 10003, 500000 + generate_series(1, 300)
    UNION SELECT 10000 + i, 500001 + floor(random() * %(groups)s)::bigint
    FROM generate_series(4, %(members)s) AS i, generate_series(1, 8)
) AS stay;

CREATE TEMPORARY TABLE written AS
SELECT i, gen_random_uuid() AS paper, gen_random_uuid() AS version, now() - (%(papers)s - i) * interval '1 minute' AS at,
    CASE WHEN i %% 100 = 50 THEN 10004 ELSE 10005 + floor(random() * (%(members)s - 4))::bigint END AS who
FROM generate_series(1, %(papers)s) AS i;

INSERT INTO sharing_guarded (id, versions) SELECT paper, 1 FROM written;
INSERT INTO sharing_paper (guarded_id, submitter_id, state, created_at) SELECT paper, who, 'shared', at FROM written;
INSERT INTO sharing_version (id, paper_id, number, made_at) SELECT version, paper, 1, at FROM written;
INSERT INTO sharing_card (version_id, paper_id, number, title, summary)
SELECT version, paper, 1, 'On result ' || i || ' about the alignment of agents', 'A few words that say what it is about.'
FROM written;

INSERT INTO sharing_workingcopy (paper_id, title, summary, abstract, body, saved_at)
SELECT paper_id, title, summary, '', '', now() FROM sharing_card;

INSERT INTO sharing_grant
    (id, guarded_id, principal, "right", from_version, listed_at, given_by, given_at)
SELECT gen_random_uuid(), paper, given.principal, given.right, given.from_version, at, who, at
FROM written CROSS JOIN LATERAL (
    SELECT who AS principal, 6 AS "right", 0 AS from_version
    UNION ALL SELECT 500001 + floor(random() * %(groups)s)::bigint, 4, 1 FROM generate_series(1, 2)
    UNION ALL SELECT CASE i %% 10 WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 10001 + floor(random() * %(members)s)::bigint END, 4, 1
) AS given;

DROP TABLE written;
