-- What a provider last said about a SIM's packages, and when it may be asked again. An account may serve several storefronts,
-- so these rows are nobody's own.
CREATE TABLE package_history (
    account text NOT NULL,
    iccid text NOT NULL,
    -- The provider's entries (JSON); NULL: never heard.
    entries text,
    as_of bigint,
    next_call_at bigint NOT NULL,
    PRIMARY KEY (account, iccid)
);
