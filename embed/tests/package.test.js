// The npm package as npm and a server's Node take it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

const folder = process.env.PACKAGE;
const apps = join(import.meta.dirname, '../apps');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

test('the tarball holds what runs, what describes it and both licences, and nothing else', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: folder, encoding: 'utf8' }));
  const names = files.map(({ path }) => path);
  const locales = names.filter((name) => /^locales\/[a-z]{2}\.[0-9a-f]{8}\.json$/.test(name));
  assert.equal(locales.length, 14);
  const rest = names.filter((name) => !locales.includes(name)).sort();
  assert.deepEqual(rest, [
    'LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'custom-elements.json', 'element.js', 'esim-topup.css', 'esim-topup.js',
    'esim-topup_bg.wasm', 'fallback.js', 'host.js', 'index.d.ts', 'locales/languages.js', 'locales/names.json',
    'package.json', 'react.d.ts', 'react.js', 'surface.js', 'vue.d.ts', 'vue.js', 'web-types.json',
  ]);
});

test('every way in leads to a file, and nothing runs on installation', () => {
  const leads = Object.values(manifest.exports).flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)));
  for (const lead of [...leads, manifest.types, manifest.customElements, manifest['web-types']]) assert.ok(existsSync(join(folder, lead)), lead);
  assert.equal(manifest.scripts, undefined);
});

test('every file that a script of the package names is in the package', () => {
  for (const script of ['element.js', 'locales/languages.js', 'react.js', 'vue.js']) {
    const text = readFileSync(join(folder, script), 'utf8');
    const named = [...text.matchAll(/(?:new URL|import|from) ?\(?'(\.[^']+)'/g)].map(([, name]) => name);
    assert.ok(named.length > 0, script);
    for (const name of named) assert.ok(existsSync(join(folder, script, '..', name)), `${script} names ${name}`);
  }
});

/** What Node says and leaves behind when a module is imported by a page of that app. */
function imported(app, module) {
  const program = `const before = Object.keys(globalThis).length;
    const module = await import('${module}');
    console.log(JSON.stringify({ names: Object.keys(module), added: Object.keys(globalThis).length - before }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: join(apps, app), encoding: 'utf8' }));
}

test('importing it on a server does nothing', () => {
  assert.deepEqual(imported('plain', 'esim-topup'), { names: ['mount'], added: 0 });
  assert.deepEqual(imported('plain', 'esim-topup/element'), { names: ['mount'], added: 0 });
  assert.deepEqual(imported('vue', 'esim-topup/vue'), { names: ['isCustomElement', 'mount'], added: 0 });
});

for (const app of ['react18', 'react19']) {
  test(`a server renders the component in ${app} as the bare tag`, () => {
    const program = `import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      import { EsimTopup } from 'esim-topup/react';
      const own = { bff: '/bff', sessionEndpoint: '/session', className: 'wide', getSession: () => 't', onReady: () => {}, view: 'history' };
      console.log(renderToString(createElement(EsimTopup, own, createElement('p', { slot: 'header' }, 'Hello'))));`;
    const options = { cwd: join(apps, app), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] };
    const html = execFileSync(process.execPath, ['--input-type=module', '-e', program], options).trim();
    assert.equal(html, '<esim-topup bff="/bff" session-endpoint="/session" class="wide" view="history"><p slot="header">Hello</p></esim-topup>');
  });
}

test('mounting on a server is refused with a sentence', () => {
  const { resolve } = createRequire(join(apps, 'plain/package.json'));
  const program = `const { mount } = await import('esim-topup'); try { mount({}, {}) } catch (error) { console.log(error.message) }`;
  assert.ok(resolve('esim-topup').endsWith('element.js'));
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: join(apps, 'plain'), encoding: 'utf8' });
  assert.match(said, /in a browser only/);
});

test('the settings for Parcel that the README shows are those that a page was built with', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  assert.ok(readme.includes(readFileSync(join(apps, 'bundled/.parcelrc'), 'utf8').trim()));
});
