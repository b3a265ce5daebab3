// The documented pages in a browser, with the documented server behind them: from the first click to the shop's books.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { Browser } from './browser.mjs';
import { bff, freePort, named, newFolder, newShop, sandbox, start, stop } from './stage.mjs';
import { STOREFRONTS } from './storefronts.mjs';

const GO_ON = '[data-primary]:not([aria-disabled])';
const PACKAGE = 'bonbon-mobile-30days-3gb-topup';
const page = (path) => join(import.meta.dirname, '..', 'embed', path);

describe('the plain page', () => {
  const folder = newFolder();
  let browser;
  let shop;
  let url;

  before(async () => {
    const node = STOREFRONTS.find(({ name }) => name === 'node');
    // The page's server signs this customer in, as shop.json of the documents has it.
    shop = await newShop(folder, node, 'the-cookie-of-mara');
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const [{ pressone }] = await Promise.all([sandbox(), node.open(shop.environment)]);
    const address = await bff(folder, pressone, [shop], url);
    const env = { PAGE_PORT: String(port), SHOP: shop.url, BFF_URL: address };
    await start(process.execPath, [page('plain/serve.mjs'), named('SITE')], env, /listening on/);
    browser = await Browser.open();
  });
  after(async () => {
    await browser?.close();
    await stop(folder);
  });

  it('sells a top-up under its strict policy, and thanks with the reference', async () => {
    await browser.go(url);
    await browser.told('topup-ready');
    await browser.press(`[data-step='choose-sim'] ${GO_ON}`);
    await browser.press(`label[data-offer='${PACKAGE}']`);
    await browser.press(`[data-step='choose-package'] ${GO_ON}`);
    await browser.press(`[data-step='review'] ${GO_ON}`);
    const { detail } = await browser.told('topup-completed');
    assert.equal(await browser.script('return document.querySelector("#thanks").textContent'), `Thank you. Your reference is ${detail.reference}.`);
    const payment = JSON.parse(readFileSync(join(shop.home, 'payments', `${detail.order}.json`), 'utf8'));
    assert.equal(payment.amount.minor, shop.price);
    assert.ok(['authorised', 'captured'].includes(payment.state));
    const refused = (await browser.log()).filter((line) => /Content Security Policy|Refused to/.test(line));
    assert.deepEqual(refused, []);
  });
});
