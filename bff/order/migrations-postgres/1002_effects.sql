-- What was put on a SIM, as the provider names it: it is one order's.
ALTER TABLE orders ADD COLUMN effect text;

-- Should two have claimed one before, the first keeps it. Reading a row's JSON refuses a NUL anywhere in it, and a provider may
-- have answered anything; both escapes are six characters, so what is replaced stays JSON.
UPDATE orders SET effect = claimed.effect FROM (
    SELECT id, effect,
        row_number() OVER (PARTITION BY account, effect ORDER BY delivered_at, id) AS place
    FROM (
        SELECT id, account, delivered_at, replace(record, '\u0000', '\ufffd')::json ->> 'effect' AS effect
        FROM orders WHERE delivered_at IS NOT NULL
    ) AS delivered
) AS claimed WHERE claimed.id = orders.id AND claimed.place = 1;

CREATE UNIQUE INDEX one_order_per_effect ON orders (account, effect) WHERE effect IS NOT NULL;
