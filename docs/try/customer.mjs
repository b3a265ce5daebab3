// A customer at a BFF, over the wire as the widget speaks it, and the BFF as it calls a shop's hook.
import assert from 'node:assert/strict';
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

import { ORIGIN } from './stage.mjs';

const FINAL = ['delivered', 'rejected', 'reversed'];

export class Customer {
  #bff;
  #handle;

  constructor(bff, handle) {
    this.#bff = bff;
    this.#handle = handle;
  }

  /** Opens a session with a token that a shop has signed. */
  static async enter(bff, token) {
    const reply = await exchange(bff, token);
    assert.equal(reply.status, 200, await reply.clone().text());
    const session = await reply.json();
    return Object.assign(new Customer(bff, session.handle), { session });
  }

  async sims() {
    return (await this.#get('/v1/sims')).sims;
  }

  async offers(sim) {
    return (await this.#get(`/v1/sims/${sim}/offers`)).offers;
  }

  /** Asks for an order. */
  order(sim, offer, paymentReference) {
    const body = { sim, offer: offer.id, price: offer.price, payment_reference: paymentReference };
    const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    return this.#fetch('/v1/orders', { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Orders, and follows the order to its end and its money with it. */
  async buy(sim, offer, paymentReference) {
    const reply = await this.order(sim, offer, paymentReference);
    assert.equal(reply.status, 202, await reply.clone().text());
    let order = await reply.json();
    while (!FINAL.includes(order.status) || ['reserved', 'refund_due'].includes(order.payment)) {
      order = await this.#get(`/v1/orders/${order.id}?after=${order.version}&wait=25`);
    }
    return order;
  }

  async #get(path) {
    const reply = await this.#fetch(path, {});
    assert.equal(reply.status, 200, `${path}: ${await reply.clone().text()}`);
    return reply.json();
  }

  #fetch(path, options) {
    return fetch(this.#bff + path, { ...options, headers: { ...options.headers, origin: ORIGIN, authorization: `Bearer ${this.#handle}` } });
  }
}

export function exchange(bff, token) {
  const headers = { 'content-type': 'application/json', origin: ORIGIN };
  return fetch(`${bff}/v1/session`, { method: 'POST', headers, body: JSON.stringify({ token }) });
}

/** A call of the BFF to a shop's hook, as it signs it; `spoil` changes what is sent after it was signed. */
export function call(shop, body, { id = `msg_${randomUUID()}`, at = Date.now(), secret = shop.secret, spoil = (it) => it } = {}) {
  const sent = String(Math.floor(at / 1000));
  const text = JSON.stringify(body);
  const parts = spoil({ id, sent, text, signature: `v1,${mac(secret, id, sent, text)}` });
  return fetch(shop.hook, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'webhook-id': parts.id, 'webhook-timestamp': parts.sent, 'webhook-signature': parts.signature },
    body: parts.text,
  });
}

/** What a shop has answered, once its signature is found to be its own and for that very call. */
export async function sealed(shop, id, reply) {
  const text = await reply.text();
  const word = (name) => reply.headers.get(`webhook-${name}`) ?? '';
  assert.equal(word('id'), id);
  const expected = Buffer.from(`v1,${mac(shop.secret, id, word('timestamp'), text)}`);
  assert.ok(expected.length === word('signature').length && timingSafeEqual(expected, Buffer.from(word('signature'))), 'the answer is not signed by the shop');
  return { status: reply.status, body: JSON.parse(text) };
}

function mac(secret, id, sent, text) {
  return createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64')).update(`${id}.${sent}.${text}`).digest('base64');
}
