-- Handles are stored as SHA-256 only: whoever reads this table cannot use a session.
CREATE TABLE session (
    handle_hash BLOB NOT NULL PRIMARY KEY,
    storefront TEXT NOT NULL,
    customer TEXT NOT NULL,
    -- The page that may use it; NULL: a client that is no browser.
    origin TEXT,
    -- SIMs, payment terms and label, as signed (JSON).
    granted TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_ends_at ON session (ends_at);

-- Tokens that were swapped for a session, kept a day longer than they were good, so that no change of clocks revives one.
CREATE TABLE used_token (
    storefront TEXT NOT NULL,
    jti TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (storefront, jti)
) STRICT, WITHOUT ROWID;

CREATE INDEX used_token_expires_at ON used_token (expires_at);
