-- The access token of each provider account, sealed with a key that is not in this database.
CREATE TABLE provider_token (
    account text NOT NULL PRIMARY KEY,
    sealed bytea NOT NULL
);
