// Every documented storefront, as a program, with the real BFF and the sandbox around it: one of each, started once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { join } from 'node:path';

import { Customer, call, exchange, sealed } from './customer.mjs';
import { COOKIES, bff, newFolder, newShop, opened, sandbox, stop } from './stage.mjs';
import { STOREFRONTS } from './storefronts.mjs';

const wanted = process.env.STOREFRONTS?.split(',') ?? STOREFRONTS.map(({ name }) => name);
const folder = newFolder();
const shops = {};
let players;
let address;

before(async () => {
  const tried = STOREFRONTS.filter(({ name }) => wanted.includes(name));
  const opening = tried.map(async (storefront) => {
    shops[storefront.name] = await opened(newShop(folder, storefront), storefront.open);
  });
  [players] = await Promise.all([sandbox(), ...opening]);
  address = await bff(folder, players.pressone, Object.values(shops));
});
after(() => stop(folder));

for (const { name, session, open } of STOREFRONTS.filter((storefront) => wanted.includes(storefront.name))) {
  describe(`the storefront in ${name}`, () => {
    const ask = (shop, cookie = COOKIES[0]) => session(shop, cookie);
    const signedIn = async (cookie) => Customer.enter(address, (await (await ask(shops[name], cookie)).json()).token);
    const choice = async (customer) => {
      const [sim] = await customer.sims();
      const offers = await customer.offers(sim.id);
      return [sim.id, offers.find(({ price }) => price.minor === shops[name].price)];
    };

    it('opens a session for the customer who is logged in, with the SIMs that are theirs', async () => {
      const customer = await signedIn();
      assert.equal(customer.session.customer, shops[name].customer);
      assert.equal(customer.session.capabilities.payment_label, 'Visa ·· 4242');
      const sims = await customer.sims();
      assert.deepEqual(sims.map(({ iccid, label }) => [iccid, label]), [[shops[name].iccid, 'Holiday · été']]);
    });

    it('gives nobody else a token, and lets none be cached', async () => {
      for (const cookie of [null, 'made-up', '__proto__']) {
        const reply = await ask(shops[name], cookie);
        assert.equal(reply.status, 401);
        assert.match(reply.headers.get('cache-control'), /\bno-store\b/);
        assert.ok(!('token' in (await reply.json())));
      }
      assert.match((await ask(shops[name])).headers.get('cache-control'), /\bno-store\b/);
    });

    it('signs every token for one use', async () => {
      const { token } = await (await ask(shops[name])).json();
      assert.equal((await exchange(address, token)).status, 200);
      const again = await exchange(address, token);
      assert.equal((await again.json()).code, 'token_rejected');
      assert.notEqual((await (await ask(shops[name])).json()).token, token);
    });

    it('is refused by the BFF when it signs with another key', async () => {
      const { environment, stranger } = shops[name];
      const imposter = await opened({ ...shops[name], environment: { ...environment, TOPUP_SESSION_KEY: stranger } }, open);
      const { token } = await (await ask(imposter)).json();
      const reply = await exchange(address, token);
      assert.equal(reply.status, 401);
      const problem = await reply.json();
      assert.deepEqual([problem.code, problem.detail.includes('not signed by a key')], ['token_rejected', true]);
    });

    it('answers a call of the BFF, under its own signature', async () => {
      const id = `msg_${randomUUID()}`;
      const reply = await call(shops[name], { type: 'payment.read', order: 'ord_unheard' }, { id });
      const answer = await sealed(shops[name], id, reply);
      assert.equal(answer.status, 200);
      assert.equal(answer.body.state, 'none');
    });

    it('hears no call that the BFF has not signed', async () => {
      const order = 'ord_forged';
      const hold = { type: 'payment.authorise', order, customer: shops[name].customer, amount: { minor: 1, currency: 'USD' } };
      const forged = {
        'another secret': { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` },
        'too old': { at: Date.now() - 310_000 },
        'from the future': { at: Date.now() + 310_000 },
        'another body': { spoil: (it) => ({ ...it, text: it.text.replace('"minor":1', '"minor":9') }) },
        'another id': { spoil: (it) => ({ ...it, id: `${it.id}x` }) },
        'another time': { spoil: (it) => ({ ...it, sent: String(Number(it.sent) + 1) }) },
        'no signature': { spoil: (it) => ({ ...it, signature: '' }) },
        'half a signature': { spoil: (it) => ({ ...it, signature: it.signature.slice(0, 20) }) },
        'another version': { spoil: (it) => ({ ...it, signature: it.signature.replace('v1', 'v2') }) },
        'a time that is none': { spoil: (it) => ({ ...it, sent: `${it.sent}x` }) },
      };
      for (const [how, options] of Object.entries(forged)) {
        assert.equal((await call(shops[name], hold, options)).status, 401, how);
      }
      const id = `msg_${randomUUID()}`;
      const state = await sealed(shops[name], id, await call(shops[name], { type: 'payment.read', order }, { id }));
      assert.equal(state.body.state, 'none');
    });

    it('takes one good signature among several, as while secrets change', async () => {
      const stranger = `v1,${Buffer.alloc(32).toString('base64')}`;
      const reply = await call(shops[name], { type: 'payment.read', order: 'ord_rotated' }, { spoil: (it) => ({ ...it, signature: `${stranger} ${it.signature}` }) });
      assert.equal(reply.status, 200);
    });

    it('holds, takes and pays back the money of an order once, whatever is asked again', async () => {
      const said = async (type, more = {}) => {
        const id = `msg_${randomUUID()}`;
        return sealed(shops[name], id, await call(shops[name], { type, order: 'ord_repeated', ...more }, { id }));
      };
      const amount = { minor: 700, currency: 'USD' };
      const hold = { customer: shops[name].customer, amount };
      const first = (await said('payment.authorise', hold)).body;
      assert.equal(first.decision, 'authorised');
      assert.equal((await said('payment.authorise', hold)).body.authorisation, first.authorisation);
      const wrong = await said('payment.authorise', { ...hold, amount: { ...amount, minor: 701 } });
      assert.deepEqual([wrong.status, wrong.body.code], [409, 'wrong_amount']);
      const { authorisation } = first;
      assert.equal((await said('payment.capture', { authorisation: 'auth_other', amount })).body.code, 'wrong_authorisation');
      assert.equal((await said('payment.refund', { authorisation, amount })).body.code, 'authorised');
      for (let time = 0; time < 2; time += 1) assert.deepEqual((await said('payment.capture', { authorisation, amount })).body, { state: 'captured' });
      assert.equal((await said('payment.release', { authorisation })).body.code, 'captured');
      for (let time = 0; time < 2; time += 1) assert.deepEqual((await said('payment.refund', { authorisation, amount })).body, { state: 'refunded' });
      assert.deepEqual((await said('payment.read')).body, { state: 'refunded', authorisation });
      assert.equal((await said('payment.invented')).body.code, 'unknown_call');
    });

    it('sells a top-up: the money is held, the package delivered, the money taken, the news told', async () => {
      const customer = await signedIn();
      const order = await customer.buy(...(await choice(customer)));
      assert.deepEqual([order.status, order.payment], ['delivered', 'charged'], JSON.stringify(order.rejection));
      assert.equal(row(name, 'payments', order.id).state, 'captured');
      assert.equal((await notice(name, order.id)).type, 'order.delivered');
      const ledger = await (await fetch(`${players.control}/ledger`)).json();
      assert.equal(ledger.pressone_topups.filter(({ iccid }) => iccid === shops[name].iccid).length, 1);
    });

    it('takes a payment reference for its own customer, amount and order alone, and nothing unpaid', async () => {
      const theo = await signedIn(COOKIES[1]);
      const [sim, offer] = await choice(theo);
      for (const reference of [undefined, 'pay_of_nobody', '../shop', 'pay_small', 'pay_hers']) {
        const order = await theo.buy(sim, offer, reference);
        assert.deepEqual([order.status, order.payment], ['rejected', 'declined'], reference);
      }
      const paid = await theo.buy(sim, offer, 'pay_own');
      assert.deepEqual([paid.status, paid.payment], ['delivered', 'charged']);
      const again = await theo.buy(sim, offer, 'pay_own');
      assert.deepEqual([again.status, again.payment], ['rejected', 'declined']);
    });

    it('bills a customer on account up to their cap, without asking the hook', async () => {
      const fleet = await signedIn(COOKIES[2]);
      const [sim, offer] = await choice(fleet);
      const order = await fleet.buy(sim, offer);
      assert.deepEqual([order.status, order.payment], ['delivered', 'on_account']);
      assert.throws(() => row(name, 'payments', order.id), { code: 'ENOENT' });
      const more = await fleet.order(sim, offer);
      assert.deepEqual([more.status, (await more.json()).code], [403, 'forbidden']);
    });
  });
}

describe('the payment route of the shop in node', { skip: !wanted.includes('node') }, () => {
  const pay = (cookie, type = 'application/json', key = 'intent-0123456789abcdef') => fetch(`${shops.node.url}/topup/payment`, {
    method: 'POST', headers: { cookie: `shop_session=${cookie}`, 'content-type': type }, body: JSON.stringify({ key, price: { amount: '10.50', currency: 'USD' } }),
  });

  it('takes the money of a customer with a card, once for an intent', async () => {
    const [first, again] = [await pay(COOKIES[0]), await pay(COOKIES[0])];
    assert.deepEqual([first.status, await first.json()], [200, await again.json()]);
    assert.deepEqual(row('node', 'paid', 'pay_intent-0123456789abcdef').amount, { minor: 1050, currency: 'USD' });
  });

  it('takes nothing from a visitor, another site\'s form, a customer without a card, or for an intent that is none', async () => {
    const refused = [await pay('made-up'), await pay(COOKIES[0], 'text/plain'), await pay(COOKIES[1]), await pay(COOKIES[0], undefined, '../shop')];
    assert.deepEqual(refused.map(({ status }) => status), [401, 415, 402, 402]);
  });
});

const row = (shop, table, id) => JSON.parse(readFileSync(join(shops[shop].home, table, `${id}.json`), 'utf8'));

/** The notice of an order, as soon as the shop has written it down. */
async function notice(shop, order) {
  const home = join(shops[shop].home, 'notices');
  const find = () => readdirSync(home).filter((file) => /^[\w-]+\.json$/.test(file)).map((file) => JSON.parse(readFileSync(join(home, file), 'utf8'))).find((it) => it.order === order);
  const ended = new AbortController();
  const late = setTimeout(() => ended.abort(new Error('no notice')), 90_000);
  const changes = watch(home, { signal: ended.signal });
  try {
    for (;;) {
      // Watching begins with the first question: it is asked before the look, or what comes between them is never seen.
      const change = changes.next();
      change.catch(() => {});
      const come = find();
      if (come) return come;
      await change;
    }
  } finally {
    clearTimeout(late);
    ended.abort();
  }
}
