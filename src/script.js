/**
 * The way in for a page that writes no JavaScript: `<script src="…/script.js" data-target="#topup" data-bff="…"
 * data-session-endpoint="…">`. Every `data-` attribute is an option of `mount`; without a target the widget stands after the script.
 */
(() => {
  const ELEMENT = ['./element.js'];
  const script = document.currentScript;
  const { target, ...options } = script.dataset;
  const start = async () => {
    const place = target ? document.querySelector(target) : document.createElement('div');
    if (!place) throw new Error(`esim-topup: nothing on this page is ${target}`);
    if (!target) script.after(place);
    const { mount } = await import(new URL(ELEMENT[0], script.src).href);
    mount(place, options);
  };
  // What stands below the script is there once the page is parsed.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
