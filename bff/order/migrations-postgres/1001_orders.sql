-- Versions 1xxx belong to the order engine. Times are milliseconds since 1970 in UTC.

-- The one clock that all instances agree on: leases run by it.
CREATE FUNCTION topup_now() RETURNS bigint LANGUAGE sql VOLATILE
    AS $$ SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint $$;

CREATE TABLE orders (
    id              text PRIMARY KEY,
    storefront      text NOT NULL,
    customer        text NOT NULL,
    idempotency_key text NOT NULL,
    account         text NOT NULL,
    iccid           text NOT NULL,
    reference       text NOT NULL,
    fulfilment      text NOT NULL,
    money           text NOT NULL,
    review          text NOT NULL,
    is_open         boolean NOT NULL,
    placed_at       bigint NOT NULL,
    sent_at         bigint,
    delivered_at    bigint,
    revision        bigint NOT NULL,
    due             bigint,
    -- By topup_now().
    leased_until    bigint,
    epoch           bigint NOT NULL DEFAULT 0,
    record          text NOT NULL,
    UNIQUE (storefront, customer, idempotency_key)
);

-- At most one order per SIM that something may still happen to.
CREATE UNIQUE INDEX one_open_order_per_sim ON orders (account, iccid) WHERE is_open;
CREATE INDEX orders_due ON orders (due) WHERE leased_until IS NULL AND due IS NOT NULL;
CREATE INDEX orders_leased ON orders (leased_until) WHERE leased_until IS NOT NULL AND due IS NOT NULL;
CREATE INDEX orders_on_sim ON orders (account, iccid, placed_at);
CREATE INDEX orders_of_customer ON orders (storefront, customer, placed_at);
CREATE INDEX orders_delivered ON orders (account, sent_at) WHERE fulfilment = 'delivered';
CREATE INDEX orders_in_review ON orders (placed_at, id) WHERE review = 'open';

CREATE TABLE order_events (
    order_id   text NOT NULL REFERENCES orders (id),
    storefront text NOT NULL,
    revision   bigint NOT NULL,
    -- The first revision of its transaction.
    batch      bigint NOT NULL,
    at         bigint NOT NULL,
    what       text NOT NULL,
    change     text NOT NULL,
    PRIMARY KEY (order_id, revision)
);

-- The breaker counts them by time; few events are of this kind.
CREATE INDEX order_events_unknown ON order_events (at) WHERE what = 'unknown';

CREATE TABLE order_attempts (
    order_id       text NOT NULL REFERENCES orders (id),
    storefront     text NOT NULL,
    number         bigint NOT NULL,
    marker         text NOT NULL,
    intended_at    bigint NOT NULL,
    deadline       bigint NOT NULL,
    without_effect boolean NOT NULL,
    evidence       text,
    PRIMARY KEY (order_id, number)
);

-- The last line of defence: no second send while one may have had an effect.
CREATE UNIQUE INDEX one_live_attempt_per_order ON order_attempts (order_id) WHERE NOT without_effect;

CREATE TABLE order_errands (
    id           text PRIMARY KEY,
    order_id     text NOT NULL REFERENCES orders (id),
    storefront   text NOT NULL,
    kind         text NOT NULL,
    since        bigint NOT NULL,
    failures     bigint NOT NULL DEFAULT 0,
    due          bigint,
    -- By topup_now().
    leased_until bigint,
    done_at      bigint,
    given_up     boolean NOT NULL DEFAULT false,
    last_error   text
);

CREATE INDEX order_errands_due ON order_errands (due) WHERE leased_until IS NULL AND due IS NOT NULL;
CREATE INDEX order_errands_leased ON order_errands (leased_until) WHERE leased_until IS NOT NULL AND due IS NOT NULL;
CREATE INDEX order_errands_dead ON order_errands (since, id) WHERE given_up;

-- A connection sees one storefront's rows, or all of them (*), or, when nobody has said which, none.
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY of_storefront ON orders USING (current_setting('topup.storefront', true) IN (storefront, '*'));
ALTER TABLE order_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_events FORCE ROW LEVEL SECURITY;
CREATE POLICY of_storefront ON order_events USING (current_setting('topup.storefront', true) IN (storefront, '*'));
ALTER TABLE order_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY of_storefront ON order_attempts USING (current_setting('topup.storefront', true) IN (storefront, '*'));
ALTER TABLE order_errands ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_errands FORCE ROW LEVEL SECURITY;
CREATE POLICY of_storefront ON order_errands USING (current_setting('topup.storefront', true) IN (storefront, '*'));
