// A storefront's two routes for the top-up widget: `node server.mjs`, Node 20 or newer, nothing to install.
import { createServer } from 'node:http';

import { Shop } from './shop.mjs';
import { Topup } from './topup.mjs';

const BODY_LIMIT = 64 * 1024;

const topup = new Topup({
  storefront: setting('TOPUP_STOREFRONT'),
  keyId: setting('TOPUP_KEY_ID'),
  sessionKey: setting('TOPUP_SESSION_KEY'),
  hookSecret: setting('TOPUP_HOOK_SECRET'),
});
const shop = new Shop(setting('SHOP_FOLDER'));

const server = createServer((request, response) => {
  answer(request).then(
    ({ status, headers = {}, body = '' }) => response.writeHead(status, headers).end(body),
    (error) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
});
server.listen(Number(setting('PORT')), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));

async function answer(request) {
  if (request.method === 'POST' && request.url === '/topup/session') return session(request);
  if (request.method === 'POST' && request.url === '/topup/hook') return topup.hook(request.headers, await bytes(request), shop);
  return { status: 404 };
}

function session(request) {
  const customer = shop.customerOf(request);
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (customer === null) return { status: 401, headers, body: JSON.stringify({ error: 'log in first' }) };
  const token = topup.sessionToken({ customer, sims: shop.simsOf(customer), paymentLabel: shop.cardOf(customer) });
  return { status: 200, headers, body: JSON.stringify({ token }) };
}

async function bytes(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw new Error('a call that is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is missing`);
  return value;
}
