// The app behind the block: `node app.mjs`. What it imports from docs/server/node is the same as anywhere; of shop.mjs it needs the money alone.
import { bytes, serve, setting } from '../../server/node/http.mjs';
import { Shop } from '../../server/node/shop.mjs';
import { Topup } from '../../server/node/topup.mjs';
import { customerOf, simsOf } from './proxy.mjs';

const topup = new Topup({
  storefront: setting('TOPUP_STOREFRONT'),
  keyId: setting('TOPUP_KEY_ID'),
  sessionKey: setting('TOPUP_SESSION_KEY'),
  hookSecret: setting('TOPUP_HOOK_SECRET'),
});
const shopify = {
  shop: setting('SHOPIFY_SHOP'),
  clientSecret: setting('SHOPIFY_CLIENT_SECRET'),
  admin: setting('SHOPIFY_ADMIN'),
  adminToken: setting('SHOPIFY_ADMIN_TOKEN'),
};
const money = new Shop(setting('SHOP_FOLDER'));

serve(async (request) => {
  const { pathname } = new URL(request.url, 'https://app.example');
  if (request.method === 'POST' && pathname === '/session') return session(request.url);
  if (request.method === 'POST' && pathname === '/topup/hook') return topup.hook(request.headers, await bytes(request), money);
  return { status: 404 };
});

async function session(url) {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const customer = customerOf(url, shopify);
  if (customer === null) return { status: 401, headers, body: JSON.stringify({ error: 'log in first' }) };
  const [sims, payment, paymentLabel] = [await simsOf(customer, shopify), money.paymentOf(customer), money.cardOf(customer)];
  const token = topup.sessionToken({ customer, sims, payment, paymentLabel });
  return { status: 200, headers, body: JSON.stringify({ token }) };
}
