-- The site's papers and grants, as django-guardian keeps them: a row for each holder, permission and paper.

INSERT INTO rival.rival_paper (id, state, title, summary, created_at)
SELECT guarded_id, state, title, summary, created_at
FROM public.sharing_paper JOIN public.sharing_card ON sharing_card.paper_id = guarded_id;

INSERT INTO rival.auth_user
    (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
SELECT id, '', false, handle, '', '', '', false, true, joined_at FROM public.accounts_user;

INSERT INTO rival.auth_group (id, name) SELECT id, name FROM public.sharing_group;
INSERT INTO rival.auth_group (id, name) VALUES (1, 'Everybody'), (2, 'All members');

INSERT INTO rival.auth_user_groups (user_id, group_id)
SELECT member_id, group_id FROM public.sharing_membership
UNION ALL SELECT id, 1 FROM public.accounts_user
UNION ALL SELECT id, 2 FROM public.accounts_user;

INSERT INTO rival.guardian_userobjectpermission (object_pk, content_type_id, permission_id, user_id)
SELECT DISTINCT guarded_id::text, content_type_id, auth_permission.id, principal
FROM public.sharing_grant
JOIN rival.auth_permission ON codename = 'view_paper'
WHERE principal IN (SELECT id FROM public.accounts_user);

INSERT INTO rival.guardian_groupobjectpermission (object_pk, content_type_id, permission_id, group_id)
SELECT DISTINCT guarded_id::text, content_type_id, auth_permission.id, principal
FROM public.sharing_grant
JOIN rival.auth_permission ON codename = 'view_paper'
WHERE principal NOT IN (SELECT id FROM public.accounts_user);
