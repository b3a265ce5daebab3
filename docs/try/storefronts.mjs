// How each of the documented storefronts is started. `session` asks one for a token as the page of a signed-in customer would.
import { createHmac } from 'node:crypto';
import { copyFileSync, cpSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { join } from 'node:path';

import { named, start } from './stage.mjs';

const docs = join(import.meta.dirname, '..');
const server = (path) => join(docs, 'server', path);
const listening = /(?:listening on |Development Server \()(http:\/\/127\.0\.0\.1:\d+)/;

const askedByCookie = (shop, cookie) => fetch(`${shop.url}/topup/session`, { method: 'POST', headers: cookie ? { cookie: `a=b; shop_session=${cookie}` } : {} });

const NAMES = ['mara', 'theo', 'fleet'];
/** Where customers are numbers. */
const NUMBERS = ['7', '8', '9'];

/** Name, who its customers are, a SIM of the sandbox with the price of one of its packages, how to start it, how to ask it for a token. */
export const STOREFRONTS = [
  {
    name: 'node', customers: NAMES, sim: { iccid: '89340000000000872', country: 'PT', price: 1000 }, session: askedByCookie,
    open: (env) => start(process.execPath, [server('node/server.mjs')], env, listening),
  },
  {
    name: 'php', customers: NAMES, sim: { iccid: '89340000000001042', country: 'IT', price: 450 }, session: askedByCookie,
    open: (env) => start(named('PHP'), ['-S', `127.0.0.1:${env.PORT}`, server('php/index.php')], env, listening),
  },
  {
    name: 'python', customers: NAMES, sim: { iccid: '89340000000003348', country: 'ES', price: 500 }, session: askedByCookie,
    open: (env) => start(named('PYTHON'), [server('python/server.py')], { PYTHONPATH: named('PYTHON_PACKAGES'), PYTHONDONTWRITEBYTECODE: '1', ...env }, listening),
  },
  {
    name: 'rust', customers: NAMES, sim: { iccid: '89340000000001654', country: 'JP', price: 450 }, session: askedByCookie,
    open: (env) => start(named('RUST_STOREFRONT'), [], env, listening),
  },
  {
    name: 'woocommerce', issuer: 'my-shop', customers: NUMBERS, sim: { iccid: '89340000000003231', country: 'IT', price: 450 }, hook: '/wp-json/esim-topup/v1/hook',
    session: askedAtWordPress, open: wordpress,
  },
  {
    name: 'shopify', customers: NUMBERS, sim: { iccid: '89340000000003017', country: 'PT', price: 1000 }, session: forwardedByShopify,
    open: async (env) => {
      const { SHOPIFY_ADMIN } = await shopifyAdmin(env);
      return start(process.execPath, [join(docs, 'embed/shopify/app.mjs')], { ...SHOPIFY, SHOPIFY_ADMIN, ...env }, listening);
    },
  },
];

/** The plugin as a shop installs it: its folder with topup.php and the widget's files in it, and beside them the shop's own payments. */
function wordpress(env) {
  const plugin = join(env.SHOP_FOLDER, 'plugin');
  cpSync(join(docs, 'embed/woocommerce/esim-topup'), plugin, { recursive: true });
  cpSync(join(named('PACKAGES'), 'cdn'), join(plugin, 'files'), { recursive: true });
  for (const file of ['topup.php', 'shop.php']) copyFileSync(server(`php/${file}`), join(plugin, file));
  const router = join(docs, 'try/wordpress.php');
  return start(named('PHP'), ['-S', `127.0.0.1:${env.PORT}`, router], { PLUGIN: plugin, ...env }, listening);
}

/** With the nonce that WordPress has put into the page. */
async function askedAtWordPress(shop, cookie) {
  const headers = cookie ? { cookie: `shop_session=${cookie}` } : {};
  const page = await (await fetch(`${shop.url}/my-account`, { headers })).text();
  const nonce = /data-nonce="([^"]*)"/.exec(page)?.[1];
  return fetch(`${shop.url}/wp-json/esim-topup/v1/session`, { method: 'POST', headers: nonce ? { ...headers, 'x-wp-nonce': nonce } : headers });
}

export const SHOPIFY = { SHOPIFY_SHOP: 'trips.myshopify.com', SHOPIFY_CLIENT_SECRET: 'the-secret-of-the-app', SHOPIFY_ADMIN_TOKEN: 'shpat_of_the_app' };

/** As Shopify forwards what a page asks: who is logged in is its own word, and signed. */
function forwardedByShopify(shop, cookie) {
  const customer = JSON.parse(readFileSync(join(shop.home, 'shop.json'), 'utf8')).signed_in[cookie ?? ''];
  const known = typeof customer === 'string' ? customer : '';
  return fetch(`${shop.url}/session?${proxied({ logged_in_customer_id: known })}`, { method: 'POST' });
}

/** A query as Shopify signs it. */
export function proxied(more = {}, secret = SHOPIFY.SHOPIFY_CLIENT_SECRET) {
  const query = { shop: SHOPIFY.SHOPIFY_SHOP, path_prefix: '/apps/topup', timestamp: String(Math.floor(Date.now() / 1000)), ...more };
  const text = Object.keys(query).sort().map((name) => `${name}=${query[name]}`).join('');
  return new URLSearchParams({ ...query, signature: createHmac('sha256', secret).update(text).digest('hex') });
}

/** Shopify's Admin API, which knows the customers' SIMs. */
async function shopifyAdmin({ SHOP_FOLDER }) {
  const { sims } = JSON.parse(readFileSync(join(SHOP_FOLDER, 'shop.json'), 'utf8'));
  const admin = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const customer = JSON.parse(body).variables.id.replace('gid://shopify/Customer/', '');
    const allowed = request.headers['x-shopify-access-token'] === SHOPIFY.SHOPIFY_ADMIN_TOKEN;
    const answer = allowed ? { data: { customer: { metafield: { jsonValue: sims[customer] } } } } : { errors: 'not allowed' };
    response.writeHead(allowed ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  // It ends with the test: nothing else must wait for it.
  admin.listen(0, '127.0.0.1').unref();
  await once(admin, 'listening');
  return { SHOPIFY_ADMIN: `http://127.0.0.1:${admin.address().port}` };
}
