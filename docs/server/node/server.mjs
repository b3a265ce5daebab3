// A storefront's routes for the top-up widget: `node server.mjs`, Node 20.10 or newer, nothing to install.
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
  if (request.method === 'POST' && request.url === '/topup/payment') return payment(request);
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

/** For pages that take the payment before the order. Only a script of the shop's own pages can send JSON with the customer's cookie. */
async function payment(request) {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const customer = shop.customerOf(request);
  if (customer === null) return { status: 401, headers, body: JSON.stringify({ error: 'log in first' }) };
  if (request.headers['content-type'] !== 'application/json') return { status: 415, headers, body: JSON.stringify({ error: 'send JSON' }) };
  const { key, price } = JSON.parse(await bytes(request));
  const reference = shop.pay(customer, key, inMinorUnits(price));
  if (reference === null) return { status: 402, headers, body: JSON.stringify({ error: 'declined' }) };
  return { status: 200, headers, body: JSON.stringify({ reference }) };
}

/** `{amount: '10.00', currency: 'USD'}` in cents. */
function inMinorUnits({ amount, currency }) {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return { minor: Math.round(Number(amount) * 10 ** digits), currency };
}
