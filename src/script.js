/**
 * The way in for a page that writes no JavaScript: `<script src="…/loader.js" data-target="#topup" data-bff="…"
 * data-session-endpoint="…">`. Every `data-` attribute is an option of `mount`; without a target the widget stands after the script.
 */
(() => {
  /** `[name]`, or `[name, integrity]` where the package that ships says what must be in it. */
  const ELEMENT = ['./element.js'];
  const script = document.currentScript;
  const { target, ...options } = script.dataset;
  const [href, integrity] = [new URL(ELEMENT[0], script.src).href, ELEMENT[1]];

  /** The shell. What the package says must be in it is told and tried first: `import()` has no words for that, and WebKit ignores a hint's. */
  async function shell() {
    if (integrity) {
      const hint = document.createElement('link');
      Object.assign(hint, { rel: 'modulepreload', href, integrity, crossOrigin: 'anonymous' });
      document.head.append(hint);
      await fetch(href, { integrity });
    }
    return import(href);
  }

  /** Not even the shell could be had, which has all other words for that. */
  async function fall(place) {
    const had = (options) => fetch(href, { cache: 'no-store', ...options }).then((reply) => reply.ok, () => false);
    const tampered = integrity && (await had({})) && !(await had({ integrity }));
    const code = tampered ? 'tampered' : navigator.onLine ? 'unavailable' : 'offline';
    const detail = { code, stage: 'load', recoverable: !tampered, retryAfter: null, action: tampered ? 'ask_shop' : 'reload', diagnosticsId: null };
    const words = document.createElement('p');
    words.setAttribute('role', 'alert');
    words.textContent = `The top-up can’t be shown right now. ${tampered ? 'Please tell the shop.' : 'Reload the page, or ask the shop.'}`;
    place.append(words);
    place.dispatchEvent(new CustomEvent('topup-error', { detail, bubbles: true, composed: true }));
  }

  async function start() {
    const place = target ? document.querySelector(target) : document.createElement('div');
    if (!place) throw new Error(`esim-topup: nothing on this page is ${target}`);
    if (!target) script.after(place);
    try {
      (await shell()).mount(place, options);
    } catch (error) {
      console.error('<esim-topup> cannot start', error);
      await fall(place);
    }
  }
  // What stands below the script is there once the page is parsed.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
