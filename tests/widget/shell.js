/** Stands around the shell in tests: serves the files that it loads, and lets a test look into its closed root. */

/** One by one: the web server of the test runner has four ears, and forgets who speaks into a fifth. */
export const { mount } = await import('../../src/element.js');
export const { explain } = await import('../../src/fallback.js');
export const { speak } = await import('../../src/languages.js');
export const { share } = await import('../../src/host.js');

const src = new URL('../../src/', import.meta.url);
const roots = new WeakMap();
const real = { attachShadow: Element.prototype.attachShadow };
Element.prototype.attachShadow = function attachShadow(options) {
  const root = real.attachShadow.call(this, options);
  roots.set(this, root);
  return root;
};

/** Where `import()` finds the module of each generation: import maps reach what nothing else can. */
const mapped = new Set();
function provide(generation) {
  if (mapped.has(generation)) return;
  mapped.add(generation);
  const text = `export default (options) => globalThis.shellStage.start(options); export const mount = (...all) => globalThis.shellStage.mount(...all);`;
  const blob = URL.createObjectURL(new Blob([`${text} // ${generation}`], { type: 'text/javascript' }));
  const query = generation === 1 ? '' : `?g=${generation}`;
  const map = document.createElement('script');
  map.type = 'importmap';
  map.textContent = JSON.stringify({ imports: { [new URL(`esim-topup.js${query}`, src).href]: blob } });
  document.head.append(map);
}

/** Serves the shell from now on: `mount` is what the module does, `css` its style sheet; answers what was fetched, and what ends it. */
export function serve(mount, css) {
  for (let generation = 1; generation < 9; generation += 1) provide(generation);
  const fetched = [];
  const before = window.fetch;
  window.fetch = (input, init) => {
    const url = String(input);
    if (!url.startsWith(src.href)) return before.call(window, url, init ?? {});
    fetched.push(url.slice(src.href.length));
    const type = url.includes('.css') ? 'text/css' : url.includes('.wasm') ? 'application/wasm' : 'text/javascript';
    return Promise.resolve(new Response(url.includes('.css') ? css : '', { headers: { 'content-type': type } }));
  };
  globalThis.shellStage = {
    start: async ({ module_or_path: wasm }) => {
      await wasm;
    },
    mount,
  };
  return { fetched, end: () => (window.fetch = before) };
}

/** What a widget shows. */
export const root = (element) => roots.get(element);

/** What a widget has told, as it comes: `[name, detail, what was on screen]`. */
export function listen(element) {
  const told = [];
  for (const name of ['ready', 'step', 'submitted', 'status', 'completed', 'failed', 'error']) {
    element.addEventListener(`topup-${name}`, ({ type, detail }) => {
      told.push({ name: type, detail: JSON.stringify(detail), busy: !!roots.get(element).querySelector('[aria-busy]') });
    });
  }
  return told;
}
