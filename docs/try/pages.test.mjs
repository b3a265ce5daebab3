// The pages: what WordPress and Shopify put into them, and what Shopify's proxy lets through.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';

import { Liquid } from 'liquidjs';

import { customerOf } from '../embed/shopify/proxy.mjs';
import { COOKIES, newFolder, newShop, opened, stop } from './stage.mjs';
import { SHOPIFY, STOREFRONTS, proxied } from './storefronts.mjs';

const docs = join(import.meta.dirname, '..');
const api = JSON.parse(readFileSync(join(docs, '../embed/api.json'), 'utf8'));

describe('the WordPress plugin', () => {
  const folder = newFolder();
  let shop;
  before(async () => {
    const woocommerce = STOREFRONTS.find(({ name }) => name === 'woocommerce');
    shop = await opened(newShop(folder, woocommerce), woocommerce.open);
  });
  after(() => stop(folder));
  const page = async (cookie) => (await fetch(`${shop.url}/my-account`, { headers: cookie ? { cookie: `shop_session=${cookie}` } : {} })).text();

  it('puts the widget and its scripts into the page of a customer who is logged in', async () => {
    const html = await page(COOKIES[0]);
    const [tag] = /<esim-topup [^>]*>/.exec(html);
    assert.match(tag, / bff="https:\/\/topup\.example\.com" data-session="http:[^"]+\/wp-json\/esim-topup\/v1\/session" data-nonce="[^"]+" data-renew="[^"]+">/);
    // In this order: the element must not start before it can ask for a session. Neither name serves two contents.
    const [session, element] = Object.entries(JSON.parse(html.split('\n')[1]));
    assert.match(session.join(' '), /^esim-topup-session \/wp-content\/plugins\/esim-topup\/session\.js\?ver=\d+$/);
    assert.match(element.join(' '), /^esim-topup \/wp-content\/plugins\/esim-topup\/files\/element\.[0-9a-f]{12}\.js$/);
    assert.ok(existsSync(join(shop.home, 'plugin/files', element[1].split('/').at(-1))));
  });

  it('asks everybody else to log in', async () => {
    assert.match(await page(), /^<p><a href="\/myaccount\/">Log in to top up your eSIM<\/a><\/p>\n\[\]$/);
  });

  it('gives no token to a customer whose request another page has sent', async () => {
    const forged = { cookie: `shop_session=${COOKIES[0]}` };
    for (const [status, headers] of [[401, forged], [403, { ...forged, 'x-wp-nonce': 'nonce-of-8wp_rest' }]]) {
      const reply = await fetch(`${shop.url}/wp-json/esim-topup/v1/session`, { method: 'POST', headers });
      assert.equal(reply.status, status);
      assert.match(reply.headers.get('cache-control'), /\bno-store\b/);
    }
  });

  it('breaks no page before it is set up, and tells the administrator alone what it misses', async () => {
    const manifest = join(shop.home, 'plugin/files/manifest.json');
    const notice = async (headers) => (await fetch(`${shop.url}/wp-admin/plugins.php`, { headers })).text();
    assert.equal(await notice(), '');
    renameSync(manifest, `${manifest}.later`);
    assert.equal(await page(COOKIES[0]), '\n[]');
    assert.equal(await notice(), '<div class="notice notice-error"><p>eSIM top-up is not shown yet. It misses: files/manifest.json</p></div>');
    assert.equal(await notice({ cookie: `shop_session=${COOKIES[0]}` }), '');
    renameSync(`${manifest}.later`, manifest);
  });

  describe('has a script that', () => {
    /** The page's element, once the script has seen it; the browser's part is to send the cookie along. */
    const seen = async (cookie, nonce) => {
      const tag = /<esim-topup [^>]*>/.exec(await page(COOKIES[0]))[0];
      const dataset = Object.fromEntries([...tag.matchAll(/data-(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
      const element = { dataset: { ...dataset, ...(nonce && { nonce }) } };
      const browser = {
        document: { querySelectorAll: (selector) => (selector === 'esim-topup[data-session]' ? [element] : []) },
        fetch: (url, { credentials, ...options }) => {
          assert.equal(credentials, 'same-origin');
          return fetch(url, { ...options, headers: { ...options.headers, cookie: `shop_session=${cookie}` } });
        },
        Error,
      };
      runInNewContext(readFileSync(join(docs, 'embed/woocommerce/esim-topup/session.js'), 'utf8'), browser);
      return element;
    };
    const { signal } = new AbortController();

    it('asks for a token with the nonce of the page', async () => {
      const element = await seen(COOKIES[0]);
      assert.equal((await element.getSession({ signal })).split('.').length, 3);
    });

    it('renews a nonce that has died while the page was open', async () => {
      const element = await seen(COOKIES[0], 'dead');
      assert.equal((await element.getSession({ signal })).split('.').length, 3);
    });

    it('says that there is no session for a customer who has logged out meanwhile', async () => {
      const element = await seen('gone');
      await assert.rejects(element.getSession({ signal }), { message: 'the session route answered 403' });
    });
  });
});

describe('the Shopify block', () => {
  const liquid = new Liquid({ outputEscape: undefined, strictVariables: false });
  // Shopify takes the schema out before it renders, and has the words of the extension, never of the theme.
  const words = JSON.parse(readFileSync(join(docs, 'embed/shopify/locales/en.default.json'), 'utf8'));
  liquid.registerTag('schema', { parse: (_, rest) => { while (rest.length) if (rest.shift().name === 'endschema') return; }, render: () => '' });
  liquid.registerFilter('t', (key) => key.split('.').reduce((found, name) => found[name], words) ?? assert.fail(`no words for ${key}`));
  const source = readFileSync(join(docs, 'embed/shopify/blocks/esim-topup.liquid'), 'utf8');
  const settings = { bff: 'https://topup.example/?a="b"', files: 'https://cdn.example/topup' };
  const render = (customer) => liquid.parseAndRender(source, {
    customer, block: { settings, shopify_attributes: 'data-block="1"' }, request: { locale: { iso_code: 'pt-BR' } }, routes: { account_login_url: '/account/login' },
  });

  it('is the widget for a customer who is logged in, and its one script', async () => {
    const html = (await render({ id: 7 })).replace(/\s+/g, ' ').trim();
    assert.equal(html, '<esim-topup bff="https://topup.example/?a=&#34;b&#34;" session-endpoint="/apps/topup/session" locale="pt-BR" data-block="1" ></esim-topup> '
      + '<script type="module" crossorigin="anonymous" src="https://cdn.example/topup/element.js"></script>');
  });

  it('asks everybody else to log in', async () => {
    assert.equal((await render(null)).trim(), '<p data-block="1"><a href="/account/login">Log in to top up your eSIM</a></p>');
  });

  it('has the settings that it uses', () => {
    const schema = JSON.parse(/{% schema %}([^]*){% endschema %}/.exec(source)[1]);
    const used = new Set([...source.matchAll(/block\.settings\.(\w+)/g)].map(([, name]) => name));
    assert.deepEqual(schema.settings.map(({ id }) => id).sort(), [...used].sort());
  });
});

describe('what Shopify forwards', () => {
  const app = { shop: SHOPIFY.SHOPIFY_SHOP, clientSecret: SHOPIFY.SHOPIFY_CLIENT_SECRET };
  const customer = (query) => customerOf(`/session?${query}`, app);

  it('names the customer who is logged in', () => {
    assert.equal(customer(proxied({ logged_in_customer_id: '7' })), '7');
  });

  it('is worth nothing when Shopify has not signed it, for this shop, now', () => {
    const signed = proxied({ logged_in_customer_id: '7' });
    const changed = (name, value) => new URLSearchParams({ ...Object.fromEntries(signed), [name]: value });
    const minutesAgo = String(Math.floor(Date.now() / 1000) - 300);
    const forged = {
      'another customer': changed('logged_in_customer_id', '8'),
      'something more': `${signed}&more=1`,
      'a customer twice': `${signed}&logged_in_customer_id=8`,
      'no signature': changed('signature', ''),
      'half a signature': changed('signature', signed.get('signature').slice(0, 32)),
      'another secret': proxied({ logged_in_customer_id: '7' }, 'guessed'),
      'another shop': proxied({ logged_in_customer_id: '7', shop: 'other.myshopify.com' }),
      'an old one': proxied({ logged_in_customer_id: '7', timestamp: minutesAgo }),
      'no time': proxied({ logged_in_customer_id: '7', timestamp: 'now' }),
      'nobody logged in': proxied({ logged_in_customer_id: '' }),
    };
    for (const [how, query] of Object.entries(forged)) assert.equal(customer(query), null, how);
  });
});

describe('every documented page', () => {
  const files = readdirSync(join(docs, 'embed'), { recursive: true }).filter((file) => /\.(html|liquid|php|tsx|vue|md)$/.test(file));
  const tags = files.flatMap((file) => [...readFileSync(join(docs, 'embed', file), 'utf8').matchAll(/<esim-topup\s([^]*?)><\/esim-topup>/g)].map(([, inner]) => [file, inner]));

  it('uses attributes that the widget has', () => {
    assert.ok(tags.length >= 3, `found in ${tags.map(([file]) => file)}`);
    const known = new Set(api.attributes.map(({ name }) => name));
    for (const [file, inner] of tags) {
      const names = [...inner.matchAll(/(?<![\w:@-])([a-z][\w-]*)="/g)].map(([, name]) => name).filter((name) => !name.startsWith('data-'));
      assert.deepEqual(names.filter((name) => !known.has(name)), [], file);
    }
  });
});
