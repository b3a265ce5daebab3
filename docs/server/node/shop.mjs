// A shop to try with: who is logged in, whose SIMs are whose, and where the money of an order stands. Yours goes in its place:
// the log-in that you have, your tables instead of files, your payment provider instead of a bank that always says yes.
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { Refusal } from './topup.mjs';

/** What may be the name of a row. */
const NAME = /^[\w-]{1,100}$/;

export class Shop {
  #folder;
  #data;

  constructor(folder) {
    this.#folder = folder;
    this.#data = read(join(folder, 'shop.json'));
    for (const table of ['paid', 'payments', 'spent', 'notices']) mkdirSync(join(folder, table), { recursive: true });
  }

  /** YOURS: the customer who is logged in, by your own session, never by what the page says; null for nobody. */
  customerOf(request) {
    const cookie = /(?:^|;\s*)shop_session=([^;]*)/.exec(request.headers.cookie ?? '')?.[1];
    return own(this.#data.signed_in, cookie) ?? null;
  }

  /** YOURS: the SIMs that this customer has bought, from your orders. */
  simsOf(customer) {
    return own(this.#data.sims, customer) ?? [];
  }

  /** YOURS: by the hook; or on your account with them, up to what all their orders of one session may cost together. */
  paymentOf(customer) {
    const cap = own(this.#data.accounts, customer);
    return cap ? { mode: 'account', cap } : { mode: 'hook' };
  }

  /** YOURS: the card that is charged when nothing else is said. */
  cardOf(customer) {
    return own(this.#data.cards, customer);
  }

  /** YOURS: takes this amount before the order, once for a key however often the page asks; null when the card is declined. */
  pay(customer, key, amount) {
    if (this.cardOf(customer) === undefined || typeof key !== 'string' || !NAME.test(key)) return null;
    const reference = `pay_${key}`;
    once(this.#file('paid', reference), { customer, amount });
    return reference;
  }

  /** Holds the money, once for an order however often it is asked: the first decision stands. */
  authorise({ order, customer, amount, payment_reference: reference }) {
    const path = this.#file('payments', order);
    const held = read(path) ?? once(path, {
      amount, authorisation: `auth_${randomUUID()}`, state: this.#pays(order, customer, amount, reference) ? 'authorised' : 'declined',
    });
    if (!isDeepStrictEqual(held.amount, amount)) throw new Refusal('wrong_amount');
    if (held.state === 'released') throw new Refusal('released');
    return held.state === 'declined' ? { decision: 'declined' } : { decision: 'authorised', authorisation: held.authorisation };
  }

  /** A payment reference comes from a page, so it counts only as that customer's own payment of that amount, and for one order. */
  #pays(order, customer, amount, reference) {
    if (reference === undefined) return this.cardOf(customer) !== undefined;
    const paid = own(this.#data.paid, reference) ?? (NAME.test(reference) ? read(this.#file('paid', reference)) : undefined);
    if (paid?.customer !== customer || !isDeepStrictEqual(paid.amount, amount)) return false;
    return once(this.#file('spent', reference), { order }).order === order;
  }

  capture(call) {
    return this.#move(call, 'authorised', 'captured');
  }

  release(call) {
    return this.#move(call, 'authorised', 'released');
  }

  refund(call) {
    return this.#move(call, 'captured', 'refunded');
  }

  read({ order }) {
    const held = read(this.#file('payments', order));
    return held ? { state: held.state, authorisation: held.authorisation } : { state: 'none' };
  }

  /** News of an order, at least once: `id` is the same for every repetition. */
  told(id, notice) {
    once(this.#file('notices', id), notice);
    return {};
  }

  #move({ order, authorisation, amount }, from, to) {
    const path = this.#file('payments', order);
    const held = read(path);
    if (!held) throw new Refusal('unknown');
    if (held.authorisation !== authorisation) throw new Refusal('wrong_authorisation');
    if (amount !== undefined && !isDeepStrictEqual(held.amount, amount)) throw new Refusal('wrong_amount');
    if (held.state === from) replace(path, { ...held, state: to });
    else if (held.state !== to) throw new Refusal(held.state);
    return { state: to };
  }

  #file(table, name) {
    if (!NAME.test(name)) throw new Refusal('unknown');
    return join(this.#folder, table, `${name}.json`);
  }
}

const own = (table, name) => (Object.hasOwn(table, name ?? '') ? table[name] : undefined);

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a row that nobody has written before, or leaves the one that is there: what a unique key does in a database. */
function once(path, row) {
  const draft = drafted(path, row);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  return read(path);
}

function replace(path, row) {
  renameSync(drafted(path, row), path);
}

function drafted(path, row) {
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(row), { flush: true });
  return draft;
}
