-- The rights of the program's own role, set anew after every migration. It owns nothing, cannot
-- change the schema, and cannot change or remove what the audit trail says.
GRANT USAGE ON SCHEMA public TO guestd_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guestd_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO guestd_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO guestd_app;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_events FROM guestd_app;
REVOKE DELETE, TRUNCATE ON accounts, requests, sponsors, guests, sponsored_roles, account_id_numbers, notifications, inbound_emails FROM guestd_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON goose_db_version FROM guestd_app;
