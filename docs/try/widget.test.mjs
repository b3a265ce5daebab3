// The documented pages in a browser, with the documented server behind them: from the first click to the shop's books.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { Browser } from './browser.mjs';
import { bff, freePort, named, newFolder, newShop, opened, sandbox, start, stop } from './stage.mjs';
import { STOREFRONTS } from './storefronts.mjs';

const GO_ON = '[data-primary]:not([aria-disabled])';
const PACKAGE = 'bonbon-mobile-30days-3gb-topup';
const documented = (path) => join(import.meta.dirname, '..', 'embed', path);
const run = promisify(execFile);

/** The pages that a bundler makes of a documented component: the app of `embed/apps` that has its packages, and what mounts it. */
const BUNDLED = {
  react18: {
    component: 'react/TopUp.tsx',
    main: "import { StrictMode } from 'react'; import { createRoot } from 'react-dom/client'; import { TopUp } from './TopUp';"
      + ' createRoot(document.querySelector("main")!).render(<StrictMode><TopUp onDone={thank} /></StrictMode>);',
  },
  vue: {
    component: 'vue/TopUp.vue',
    main: "import { createApp } from 'vue'; import TopUp from './TopUp.vue'; createApp(TopUp, { onDone: thank }).mount('main');",
    config: "import vue from '@vitejs/plugin-vue'; import { isCustomElement } from 'esim-topup/vue';"
      + ' export default { plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };',
  },
};
BUNDLED.react19 = BUNDLED.react18;

describe('the widget on', () => {
  const folder = newFolder();
  const made = [];
  let browser;
  let shop;
  let address;
  let url;

  before(async () => {
    const node = STOREFRONTS.find(({ name }) => name === 'node');
    // The page's server signs this customer in, as shop.json of the documents has it.
    const unopened = newShop(folder, node, 'the-cookie-of-mara');
    // The BFF must know the page's origin, and the page the BFF's: so this port is chosen before either is there.
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const [{ pressone }, running] = await Promise.all([sandbox(), opened(unopened, node.open)]);
    shop = running;
    address = await bff(folder, pressone, [shop], url);
    browser = await Browser.open();
  });
  after(async () => {
    await browser?.close();
    await stop(folder);
    for (const each of made) rmSync(each, { recursive: true });
  });

  /** Opens the page at the one origin that the shop's BFF lets in, and buys. */
  async function sells(files, pages = [], prepare = async () => {}) {
    const env = { PAGE_PORT: new URL(url).port, SHOP: shop.url, BFF_URL: address };
    const page = await start(process.execPath, [documented('plain/serve.mjs'), join(named('PACKAGES'), files), ...pages], env, /listening on/);
    try {
      await browser.go(url);
      await browser.told('topup-ready');
      await prepare();
      await browser.press(`[data-step='choose-sim'] ${GO_ON}`);
      await browser.press(`label[data-offer='${PACKAGE}']`);
      await browser.press(`[data-step='choose-package'] ${GO_ON}`);
      await browser.press(`[data-step='review'] ${GO_ON}`);
      const { detail } = await browser.told('topup-completed');
      const payment = JSON.parse(readFileSync(join(shop.home, 'payments', `${detail.order}.json`), 'utf8'));
      assert.equal(payment.amount.minor, shop.price);
      const refused = (await browser.log()).filter((line) => /Content Security Policy|Refused to/.test(line));
      assert.deepEqual(refused, []);
      return detail;
    } finally {
      await page.end();
    }
  }

  const thanks = () => browser.script('return document.querySelector("#thanks").textContent');

  it('the plain page sells a top-up, under its strict policy', async () => {
    const { reference } = await sells('npm');
    assert.equal(await thanks(), `Thank you. Your reference is ${reference}.`);
  });

  it('a page that takes the payment first orders with its reference, which serves that order alone', async () => {
    const { order } = await sells('npm', [], () => browser.add('/pay.js'));
    const [spent] = readdirSync(join(shop.home, 'spent'));
    assert.deepEqual(JSON.parse(readFileSync(join(shop.home, 'spent', spent), 'utf8')), { order });
    assert.deepEqual(JSON.parse(readFileSync(join(shop.home, 'paid', spent), 'utf8')), { customer: shop.customer, amount: { minor: shop.price, currency: 'USD' } });
  });

  it('a page with one script tag sells a top-up, under the same policy', () => sells('cdn', [documented('script')]));

  for (const [app, { component, main, config = 'export default {};' }] of Object.entries(BUNDLED)) {
    it(`a page of ${app} sells a top-up, under the same policy`, async () => {
      // Inside the app's folder, so that the component finds the packages that a shop would have beside it.
      const source = mkdtempSync(join(named('EMBED'), 'apps', app, 'node_modules/documented-'));
      made.push(source);
      cpSync(documented(component), join(source, basename(component)));
      const [policy] = /<meta http-equiv="Content-Security-Policy"[^>]*>/.exec(readFileSync(documented('plain/index.html'), 'utf8'));
      const script = app === 'vue' ? 'main.ts' : 'main.tsx';
      writeFileSync(join(source, 'index.html'), `<!doctype html>${policy}<main></main><p id="thanks"></p><script type="module" src="./${script}"></script>`);
      writeFileSync(join(source, script), `const thank = (reference: string) => { document.querySelector('#thanks')!.textContent = reference; };\n${main}`);
      writeFileSync(join(source, 'vite.config.mjs'), config);
      const built = join(folder, app);
      const vite = join(named('EMBED'), 'node_modules/vite/bin/vite.js');
      await run(process.execPath, [vite, 'build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', built], { cwd: source });
      const { reference } = await sells('npm', [built]);
      assert.equal(await thanks(), reference);
    });
  }
});
