// Shopify's app proxy: what the storefront's page asks at /apps/topup/… comes to the app, signed by Shopify with the app's client secret.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** How many seconds old a forwarded request may be. */
const TOLERANCE = 60;

/** The id of the customer who is logged in at this shop, or null: for nobody, and for whatever Shopify has not signed. */
export function customerOf(url, { shop, clientSecret }) {
  const query = new URL(url, 'https://app.example').searchParams;
  const given = Buffer.from(query.get('signature') ?? '', 'hex');
  const names = [...new Set(query.keys())].filter((name) => name !== 'signature').sort();
  const text = names.map((name) => `${name}=${query.getAll(name).join(',')}`).join('');
  const expected = createHmac('sha256', clientSecret).update(text).digest();
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const age = Math.abs(Date.now() / 1000 - Number(query.get('timestamp')));
  const customer = query.get('logged_in_customer_id') ?? '';
  return query.get('shop') === shop && age <= TOLERANCE && /^\d+$/.test(customer) ? customer : null;
}

const SIMS = 'query ($id: ID!) { customer(id: $id) { metafield(namespace: "esim", key: "sims") { jsonValue } } }';

/** The SIMs that your app wrote to the customer's metafield `esim.sims` when it handed them out. */
export async function simsOf(customer, { admin, adminToken }) {
  const reply = await fetch(`${admin}/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': adminToken },
    body: JSON.stringify({ query: SIMS, variables: { id: `gid://shopify/Customer/${customer}` } }),
    signal: AbortSignal.timeout(10_000),
  });
  const { data, errors } = await reply.json();
  if (!reply.ok || errors) throw new Error(`Shopify answered ${reply.status}: ${JSON.stringify(errors)}`);
  return data.customer?.metafield?.jsonValue ?? [];
}
