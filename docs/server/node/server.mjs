// A storefront's two routes for the top-up widget: `node server.mjs`, Node 20.10 or newer, nothing to install.
import { bytes, serve, setting } from './http.mjs';
import { Shop } from './shop.mjs';
import { Topup } from './topup.mjs';

const topup = new Topup({
  storefront: setting('TOPUP_STOREFRONT'),
  keyId: setting('TOPUP_KEY_ID'),
  sessionKey: setting('TOPUP_SESSION_KEY'),
  hookSecret: setting('TOPUP_HOOK_SECRET'),
});
const shop = new Shop(setting('SHOP_FOLDER'));

serve(async (request) => {
  if (request.method === 'POST' && request.url === '/topup/session') return session(request);
  if (request.method === 'POST' && request.url === '/topup/hook') return topup.hook(request.headers, await bytes(request), shop);
  return { status: 404 };
});

function session(request) {
  const customer = shop.customerOf(request);
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (customer === null) return { status: 401, headers, body: JSON.stringify({ error: 'log in first' }) };
  const [sims, payment, paymentLabel] = [shop.simsOf(customer), shop.paymentOf(customer), shop.cardOf(customer)];
  const token = topup.sessionToken({ customer, sims, payment, paymentLabel });
  return { status: 200, headers, body: JSON.stringify({ token }) };
}
