-- What was put on a SIM, as the provider names it: it is one order's.
ALTER TABLE orders ADD COLUMN effect TEXT;

-- Should two have claimed one before, the first keeps it.
UPDATE orders SET effect = claimed.effect FROM (
    SELECT id, json_extract(record, '$.effect') AS effect,
        row_number() OVER (PARTITION BY account, json_extract(record, '$.effect') ORDER BY delivered_at, id) AS place
    FROM orders WHERE delivered_at IS NOT NULL
) AS claimed WHERE claimed.id = orders.id AND claimed.place = 1;

CREATE UNIQUE INDEX one_order_per_effect ON orders (account, effect) WHERE effect IS NOT NULL;
