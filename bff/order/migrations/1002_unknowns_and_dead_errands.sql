-- The breaker counts them by time; few events are of this kind.
CREATE INDEX order_events_unknown ON order_events (at) WHERE what = 'unknown';

CREATE INDEX order_errands_dead ON order_errands (since, id) WHERE given_up = 1;
