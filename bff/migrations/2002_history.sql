-- What a provider last said about a SIM's packages, and when it may be asked again.
CREATE TABLE package_history (
    account TEXT NOT NULL,
    iccid TEXT NOT NULL,
    -- The provider's entries (JSON); NULL: never heard.
    entries TEXT,
    as_of INTEGER,
    next_call_at INTEGER NOT NULL,
    PRIMARY KEY (account, iccid)
) STRICT, WITHOUT ROWID;
