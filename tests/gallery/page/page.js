/**
 * The gallery's page. It works from a file as well as from a server: all that it needs is in scripts beside it.
 *
 * `window.gallery` draws one state by itself, for the tests; people choose in the bar, or by the address:
 * `index.html#state=review&locale=de&theme=dark&width=320&accent=%23ffdd00`; several states, with commas between them, stand in a row.
 */
'use strict';
{
  const { css, wasm, locales } = globalThis.galleryData;
  const WIDTHS = ['240px', '320px', '390px', '560px', '720px', '1200px', '100%'];
  const THEMES = ['auto', 'light', 'dark'];
  const defaults = { state: '', locale: 'en-GB', theme: 'auto', width: '390px', accent: '' };
  const main = document.getElementById('states');
  const sheet = new CSSStyleSheet();
  let drawn = [];

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  /** A widget's root as the shell makes it, but open, so that tools can look inside. */
  function figure(name, chosen) {
    const widget = make('esim-topup-still', { theme: chosen.theme, translate: 'no' });
    if (chosen.accent) widget.style.setProperty('--topup-accent', chosen.accent);
    const root = widget.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    const host = make('div');
    root.append(host);
    const link = () => make('a', { href: `#${new URLSearchParams({ ...chosen, state: name })}` }, name);
    const caption = make('figcaption', {}, chosen.state ? name : link());
    const figure = make('figure', {}, caption, widget);
    figure.style.setProperty('--width', chosen.width);
    const language = chosen.locale.split('-')[0];
    const module = wasm_bindgen.draw(host, name, language === 'pseudo' ? 'en' : chosen.locale, locales[language]);
    return { figure, root, module };
  }

  /** Resolves when Yew has rendered into that root. */
  const rendered = (root) => new Promise((resolve) => {
    const look = () => root.querySelector('[data-step]') && (watch.disconnect(), resolve());
    const watch = new MutationObserver(look);
    watch.observe(root, { childList: true, subtree: true });
    look();
  });

  async function draw(chosen) {
    for (const one of drawn) one.module.destroy();
    const names = chosen.state ? chosen.state.split(',') : wasm_bindgen.names();
    document.body.classList.toggle('one', names.length === 1);
    document.body.classList.toggle('row', Boolean(chosen.state) && names.length > 1);
    document.documentElement.style.colorScheme = chosen.theme === 'auto' ? '' : chosen.theme;
    drawn = names.map((name) => figure(name, chosen));
    main.replaceChildren(...drawn.map(({ figure }) => figure));
    await Promise.all(drawn.map(({ root }) => rendered(root)));
    await document.fonts.ready;
    return drawn[0].root;
  }

  const chosen = () => ({ ...defaults, ...Object.fromEntries(new URLSearchParams(location.hash.slice(1))) });

  function bar() {
    const form = document.getElementById('bar');
    const now = chosen();
    const select = (name, values) => {
      const options = values.map((value) => make('option', value === now[name] ? { value, selected: '' } : { value }, value || 'all'));
      return make('label', {}, name, make('select', { name }, ...options));
    };
    const languages = ['en-GB', ...Object.keys(locales)];
    const accent = make('input', { name: 'accent', type: 'text', size: '9', placeholder: '#0b6e4f', value: now.accent });
    form.replaceChildren(
      select('state', ['', ...wasm_bindgen.names()]), select('locale', languages), select('theme', THEMES), select('width', WIDTHS),
      make('label', {}, 'accent', accent),
    );
    form.onchange = () => { location.hash = new URLSearchParams(new FormData(form)); };
    form.onsubmit = (event) => event.preventDefault();
  }

  async function start() {
    sheet.replaceSync(css);
    await wasm_bindgen({ module_or_path: Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)) });
    const show = () => {
      bar();
      return draw(chosen());
    };
    addEventListener('hashchange', show);
    await show();
  }

  const started = start();
  globalThis.gallery = {
    started,
    names: () => wasm_bindgen.names(),
    locales: () => Object.keys(locales),
    /** Draws one state by itself and resolves with its root. */
    show: (wanted) => started.then(() => draw({ ...defaults, ...wanted })),
  };
}
