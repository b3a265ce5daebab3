-- Versions 2xxx belong to the BFF. Times are seconds since 1970 in UTC.

-- Handles are stored as SHA-256 only: whoever reads this table cannot use a session.
CREATE TABLE session (
    handle_hash bytea NOT NULL PRIMARY KEY,
    storefront text NOT NULL,
    customer text NOT NULL,
    -- The page that may use it; NULL: a client that is no browser.
    origin text,
    -- SIMs, payment terms and label, as signed (JSON).
    granted text NOT NULL,
    opened_at bigint NOT NULL,
    used_at bigint NOT NULL,
    ends_at bigint NOT NULL
);

CREATE INDEX session_ends_at ON session (ends_at);

-- Tokens that were swapped for a session, kept a day longer than they were good, so that no change of clocks revives one.
CREATE TABLE used_token (
    storefront text NOT NULL,
    jti text NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (storefront, jti)
);

CREATE INDEX used_token_expires_at ON used_token (expires_at);

-- A connection sees one storefront's rows, or all of them (*), or, when nobody has said which, none.
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY of_storefront ON session USING (current_setting('topup.storefront', true) IN (storefront, '*'));
ALTER TABLE used_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE used_token FORCE ROW LEVEL SECURITY;
CREATE POLICY of_storefront ON used_token USING (current_setting('topup.storefront', true) IN (storefront, '*'));
