-- Versions 1xxx belong to the order engine. Times are milliseconds since 1970 in UTC.

CREATE TABLE orders (
    id              TEXT PRIMARY KEY,
    storefront      TEXT NOT NULL,
    customer        TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    account         TEXT NOT NULL,
    iccid           TEXT NOT NULL,
    reference       TEXT NOT NULL,
    fulfilment      TEXT NOT NULL,
    money           TEXT NOT NULL,
    review          TEXT NOT NULL,
    is_open         INTEGER NOT NULL,
    placed_at       INTEGER NOT NULL,
    sent_at         INTEGER,
    delivered_at    INTEGER,
    revision        INTEGER NOT NULL,
    due             INTEGER,
    leased_until    INTEGER,
    epoch           INTEGER NOT NULL DEFAULT 0,
    record          TEXT NOT NULL,
    UNIQUE (storefront, customer, idempotency_key)
) STRICT;

-- At most one order per SIM that something may still happen to.
CREATE UNIQUE INDEX one_open_order_per_sim ON orders (account, iccid) WHERE is_open = 1;
CREATE INDEX orders_due ON orders (due) WHERE due IS NOT NULL;
CREATE INDEX orders_on_sim ON orders (account, iccid, placed_at);
CREATE INDEX orders_delivered ON orders (account, sent_at) WHERE fulfilment = 'delivered';
CREATE INDEX orders_in_review ON orders (placed_at) WHERE review = 'open';

CREATE TABLE order_events (
    order_id TEXT NOT NULL REFERENCES orders (id),
    revision INTEGER NOT NULL,
    -- The first revision of its transaction.
    batch    INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    what     TEXT NOT NULL,
    change   TEXT NOT NULL,
    PRIMARY KEY (order_id, revision)
) STRICT;

CREATE TABLE order_attempts (
    order_id       TEXT NOT NULL REFERENCES orders (id),
    number         INTEGER NOT NULL,
    marker         TEXT NOT NULL,
    intended_at    INTEGER NOT NULL,
    deadline       INTEGER NOT NULL,
    without_effect INTEGER NOT NULL,
    evidence       TEXT,
    PRIMARY KEY (order_id, number)
) STRICT;

-- The last line of defence: no second send while one may have had an effect.
CREATE UNIQUE INDEX one_live_attempt_per_order ON order_attempts (order_id) WHERE without_effect = 0;

CREATE TABLE order_errands (
    id           TEXT PRIMARY KEY,
    order_id     TEXT NOT NULL REFERENCES orders (id),
    kind         TEXT NOT NULL,
    since        INTEGER NOT NULL,
    failures     INTEGER NOT NULL DEFAULT 0,
    due          INTEGER,
    leased_until INTEGER,
    done_at      INTEGER,
    given_up     INTEGER NOT NULL DEFAULT 0,
    last_error   TEXT
) STRICT;

CREATE INDEX order_errands_due ON order_errands (due) WHERE due IS NOT NULL;
