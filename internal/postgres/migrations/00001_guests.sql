-- +goose Up
-- People, roles, accounts, requests, mail in and out, and the audit trail.
-- Days are calendar days in America/New_York; instants are UTC. Nothing here reads the
-- database's clock: the program's injected clock is the only one.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- The staff directory as its feed last told it: who may sponsor, and who is no guest.
CREATE TABLE sponsors (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    huid        text NOT NULL CONSTRAINT sponsors_huid_key UNIQUE CHECK (huid ~ '^[0-9]{8}$'),
    name        text NOT NULL,
    email       citext NOT NULL CONSTRAINT sponsors_email_key UNIQUE DEFERRABLE, -- deferrable: a batch may swap two
    affiliation text NOT NULL CHECK (affiliation IN ('HMS_FACULTY','HMS_STAFF','WYSS_STAFF','WYSS_AFFILIATE','OTHER')),
    department  text,
    active      boolean NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX sponsors_name_order ON sponsors (lower(name), id);
CREATE INDEX sponsors_search ON sponsors USING gin ((lower(name || ' ' || email::text || ' ' || huid)) gin_trgm_ops);

-- One row is one person, by Harvard ID or personal address, however often they return.
CREATE TABLE guests (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    given_name     text NOT NULL,
    family_name    text NOT NULL,
    personal_email citext NOT NULL CONSTRAINT guests_personal_email_key UNIQUE,
    huid           text CONSTRAINT guests_huid_key UNIQUE CHECK (huid ~ '^[0-9]{8}$'),
    affiliation    text,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);

-- Harvard Sponsored Roles, as the HSR portal's feed last told them.
CREATE TABLE sponsored_roles (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number            text NOT NULL CONSTRAINT sponsored_roles_number_key UNIQUE,
    type              text NOT NULL,
    guest_huid        text NOT NULL CHECK (guest_huid ~ '^[0-9]{8}$'),
    guest_given_name  text NOT NULL,
    guest_family_name text NOT NULL,
    guest_email       citext,
    sponsor_huid      text,
    starts_on         date NOT NULL,
    ends_on           date NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL,
    CHECK (ends_on >= starts_on)
);
CREATE INDEX sponsored_roles_guest_huid ON sponsored_roles (guest_huid);
CREATE INDEX sponsored_roles_guest_email ON sponsored_roles (guest_email);

-- Numbers already given under each pair of initials: an account ID is never given twice, also
-- where the account's transaction was rolled back or its row is long gone.
CREATE TABLE account_id_numbers (
    initials text PRIMARY KEY,
    last     integer NOT NULL
);

CREATE TABLE accounts (
    id                    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id            text NOT NULL CONSTRAINT accounts_account_id_key UNIQUE,
    guest_id              bigint NOT NULL CONSTRAINT accounts_guest_key UNIQUE REFERENCES guests,
    sponsor_id            bigint NOT NULL REFERENCES sponsors,
    role_id               bigint NOT NULL REFERENCES sponsored_roles,
    status                text NOT NULL CHECK (status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED','EXPIRED','ENDED')),
    starts_on             date NOT NULL,
    expires_on            date NOT NULL,
    entitlements          text[] NOT NULL DEFAULT '{}',
    -- The guest's name in the order lists offer, and what a search looks through: kept beside
    -- the account so that a page of a list reads one index.
    name_key              text NOT NULL,
    search_key            text NOT NULL,
    activation_check      bytea,
    activation_expires_at timestamptz,
    activation_failures   integer NOT NULL DEFAULT 0,
    activated_at          timestamptz,
    suspended_by_desk     boolean NOT NULL DEFAULT false,
    ended_at              timestamptz,
    -- The last day a reminder went out for: never two for a day.
    reminded_on           date,
    created_at            timestamptz NOT NULL,
    updated_at            timestamptz NOT NULL,
    CHECK (expires_on >= starts_on OR status IN ('EXPIRED','ENDED'))
);
CREATE INDEX accounts_expires_order ON accounts (expires_on, id);
CREATE INDEX accounts_created_order ON accounts (created_at, id);
CREATE INDEX accounts_name_order ON accounts (name_key, id);
CREATE INDEX accounts_sponsor_expires ON accounts (sponsor_id, expires_on, id);
CREATE INDEX accounts_sponsor_created ON accounts (sponsor_id, created_at, id);
CREATE INDEX accounts_sponsor_name ON accounts (sponsor_id, name_key, id);
CREATE INDEX accounts_status_expires ON accounts (status, expires_on, id);
-- What the sweeps look for every few minutes: with the years the accounts that are over outnumber
-- the live ones, and none of them is read.
CREATE INDEX accounts_live_expires ON accounts (expires_on, id) WHERE status IN ('PENDING_ACTIVATION','ACTIVE','SUSPENDED');
CREATE INDEX accounts_role ON accounts (role_id);
CREATE INDEX accounts_search ON accounts USING gin (search_key gin_trgm_ops);

CREATE SEQUENCE request_numbers START 1001;

CREATE TABLE inbound_emails (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Where the message was last seen; every place it was found in stands in
    -- inbound_email_places.
    at_mailbox      text NOT NULL,
    at_uid_validity bigint NOT NULL,
    at_uid          bigint NOT NULL,
    size            bigint NOT NULL,
    fingerprint  bytea NOT NULL CONSTRAINT inbound_emails_fingerprint_key UNIQUE,
    message_id   text,
    from_address citext,
    subject      text,
    received_at  timestamptz NOT NULL,
    raw          bytea NOT NULL,
    -- What was read of it: the sender's display name, and the text as the sender sees it.
    from_name    text,
    body_text    text,
    truncated    boolean NOT NULL DEFAULT false,
    trust        text NOT NULL DEFAULT 'UNVERIFIED' CHECK (trust IN ('VERIFIED','TOKEN','UNVERIFIED','FAILED')),
    intent       text,
    outcome      text NOT NULL DEFAULT 'PENDING' CHECK (outcome IN ('PENDING','ACTED','ROUTED','ASKED','ANSWERED','CONFIRMATION_SENT','IGNORED','REFUSED','QUARANTINED')),
    because      text NOT NULL DEFAULT '',
    explanation  jsonb,
    -- When, and by which address of the directory, it was confirmed behind the mailed link.
    confirmed_at timestamptz,
    confirmed_by citext,
    attempts     integer NOT NULL DEFAULT 0,
    last_error   text,
    handled_at   timestamptz,
    -- The folder it belongs in, and whether it lies there.
    folder       text,
    filed_at     timestamptz,
    created_at   timestamptz NOT NULL
);
CREATE INDEX inbound_emails_place ON inbound_emails (at_mailbox, at_uid_validity, at_uid);
CREATE INDEX inbound_emails_order ON inbound_emails (received_at, id);
CREATE INDEX inbound_emails_outcome_order ON inbound_emails (outcome, received_at, id);
CREATE INDEX inbound_emails_message_id ON inbound_emails (message_id);
CREATE INDEX inbound_emails_search ON inbound_emails USING gin ((lower(coalesce(from_address::text,'') || ' ' || coalesce(subject,''))) gin_trgm_ops);
CREATE INDEX inbound_emails_to_file ON inbound_emails (id) WHERE filed_at IS NULL AND folder <> 'Processed';

-- Each place where a message was found: the ledger that makes fetching repeatable.
CREATE TABLE inbound_email_places (
    mailbox          text NOT NULL,
    uid_validity     bigint NOT NULL,
    uid              bigint NOT NULL,
    inbound_email_id bigint NOT NULL REFERENCES inbound_emails,
    PRIMARY KEY (mailbox, uid_validity, uid)
);

CREATE TABLE requests (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number              bigint NOT NULL DEFAULT nextval('request_numbers') CONSTRAINT requests_number_key UNIQUE,
    kind                text NOT NULL CHECK (kind IN ('ACCOUNT','EXTENSION')),
    source              text NOT NULL CHECK (source IN ('WEB','EMAIL','API')),
    status              text NOT NULL CHECK (status IN ('NEEDS_DETAILS','AWAITING_SPONSOR','AWAITING_ROLE','AWAITING_ACADEMIC_AFFAIRS','AWAITING_SERVICE_DESK','FULFILLED','DENIED','CANCELLED','LAPSED')),
    sponsor_id          bigint REFERENCES sponsors,
    -- Who asked, where that is not the sponsor in the directory.
    requester_email     citext,
    given_name          text,
    family_name         text,
    personal_email      citext,
    huid                text,
    -- Not told, but found by the address or the role.
    huid_learnt         boolean NOT NULL DEFAULT false,
    affiliation         text,
    role                text,
    hsr_number          text,
    role_id             bigint REFERENCES sponsored_roles,
    account_id          bigint REFERENCES accounts,
    starts_on           date,
    expires_on          date,
    justification       text,
    entitlements        text[] NOT NULL DEFAULT '{}',
    asked_on            date NOT NULL,
    asked_by_guest      boolean NOT NULL DEFAULT false,
    via_academic_affairs boolean NOT NULL DEFAULT false,
    sponsor_approved    boolean NOT NULL DEFAULT false,
    academic_affairs_approved boolean NOT NULL DEFAULT false,
    service_desk_approved boolean NOT NULL DEFAULT false,
    holds               jsonb NOT NULL DEFAULT '[]',
    decided_by          text,
    decided_at          timestamptz,
    decision_note       text,
    inbound_email_id    bigint REFERENCES inbound_emails,
    search_key          text NOT NULL DEFAULT '',
    created_at          timestamptz NOT NULL,
    updated_at          timestamptz NOT NULL
);
CREATE INDEX requests_created_order ON requests (created_at, id);
CREATE INDEX requests_updated_order ON requests (updated_at, id);
CREATE INDEX requests_status_created ON requests (status, created_at, id);
CREATE INDEX requests_sponsor_created ON requests (sponsor_id, created_at, id);
CREATE INDEX requests_sponsor_updated ON requests (sponsor_id, updated_at, id);
CREATE INDEX requests_status_updated ON requests (status, updated_at, id);
CREATE INDEX requests_wyss_created ON requests (created_at, id) WHERE via_academic_affairs;
CREATE INDEX requests_wyss_updated ON requests (updated_at, id) WHERE via_academic_affairs;
CREATE INDEX requests_account ON requests (account_id, created_at, id);
CREATE INDEX requests_open_hsr ON requests (hsr_number) WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED');
CREATE INDEX requests_open_huid ON requests (huid) WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED');
CREATE INDEX requests_open_email ON requests (personal_email) WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED');
CREATE INDEX requests_open_updated ON requests (updated_at) WHERE status NOT IN ('FULFILLED','DENIED','CANCELLED','LAPSED');
CREATE INDEX requests_requester ON requests (requester_email) WHERE requester_email IS NOT NULL;
CREATE INDEX requests_search ON requests USING gin (search_key gin_trgm_ops);

-- Which requests an email made, completed or decided.
CREATE TABLE inbound_email_requests (
    inbound_email_id bigint NOT NULL REFERENCES inbound_emails,
    request_id       bigint NOT NULL REFERENCES requests,
    PRIMARY KEY (inbound_email_id, request_id)
);
CREATE INDEX inbound_email_requests_request ON inbound_email_requests (request_id);

-- The outbox: a mail is written here in the transaction of its cause, and sent by a job.
CREATE TABLE notifications (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind             text NOT NULL CHECK (kind IN ('REQUEST_RECEIVED','DETAILS_NEEDED','SPONSOR_CONFIRMATION','ROLE_NEEDED','ROUTED_TO_ACADEMIC_AFFAIRS','REQUEST_DENIED','ACTIVATION','EXPIRY_REMINDER','EXTENDED','EXPIRED','ENDED','SUSPENDED','HELP')),
    status           text NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING','SENT','FAILED','CANCELLED')),
    recipients       text[] NOT NULL,
    copies           text[] NOT NULL DEFAULT '{}',
    subject          text NOT NULL,
    message_id       text NOT NULL CONSTRAINT notifications_message_id_key UNIQUE,
    -- The composed message; sealed where it carries a secret, and gone once sent then.
    message          bytea,
    sealed           boolean NOT NULL DEFAULT false,
    -- What may be said only once: a reminder for a day, the answer to an email.
    once_key         text CONSTRAINT notifications_once_key UNIQUE,
    due_on           date,
    account_id       bigint REFERENCES accounts,
    request_id       bigint REFERENCES requests,
    inbound_email_id bigint REFERENCES inbound_emails,
    -- Recipients that the server has already accepted, so that a retry spares them.
    delivered_to     text[] NOT NULL DEFAULT '{}',
    attempts         integer NOT NULL DEFAULT 0,
    last_error       text,
    sent_at          timestamptz,
    created_at       timestamptz NOT NULL
);
CREATE INDEX notifications_account ON notifications (account_id, id);
CREATE INDEX notifications_request ON notifications (request_id, id);
CREATE INDEX notifications_inbound ON notifications (inbound_email_id);
CREATE INDEX notifications_unsent ON notifications (status, id) WHERE status IN ('PENDING','FAILED');

-- What the first use of an idempotency key was, and what it was answered.
CREATE TABLE idempotency_keys (
    actor      text NOT NULL,
    key        text NOT NULL,
    operation  text NOT NULL,
    input_hash bytea NOT NULL,
    answer     jsonb,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (actor, key)
);

CREATE TABLE audit_events (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at               timestamptz NOT NULL,
    actor            text NOT NULL,
    action           text NOT NULL,
    subject_type     text NOT NULL,
    subject_id       bigint NOT NULL,
    summary          text NOT NULL,
    inbound_email_id bigint REFERENCES inbound_emails
);
CREATE INDEX audit_events_order ON audit_events (at, id);
CREATE INDEX audit_events_subject ON audit_events (subject_type, subject_id, at, id);
CREATE INDEX audit_events_actor ON audit_events (actor, at, id);

-- Append-only for whoever connects, owner included; the program's own role (see roles.sql)
-- lacks the rights besides.
-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- +goose StatementBegin
CREATE FUNCTION keep_account_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an account ID is given once and kept' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER accounts_keep_account_id BEFORE UPDATE OF account_id, guest_id ON accounts
    FOR EACH ROW WHEN (OLD.account_id <> NEW.account_id OR OLD.guest_id <> NEW.guest_id) EXECUTE FUNCTION keep_account_id();
CREATE TRIGGER accounts_never_deleted BEFORE DELETE OR TRUNCATE ON accounts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
