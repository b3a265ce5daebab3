-- When something is due next must not take a look at every order that is still watched.
CREATE INDEX orders_leased ON orders (leased_until) WHERE leased_until IS NOT NULL AND due IS NOT NULL;
CREATE INDEX order_errands_leased ON order_errands (leased_until) WHERE leased_until IS NOT NULL AND due IS NOT NULL;
CREATE INDEX orders_of_customer ON orders (storefront, customer, placed_at);
