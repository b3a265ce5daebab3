/**
 * <esim-topup>: the shell around the widget. It defines the tag at once, paints a skeleton, loads style sheet, module and wasm beside
 * itself when the element is first connected, passes attributes in and events out, and takes over when the module cannot run.
 * Importing it loads nothing else, and on a server it does nothing at all.
 */
const TAG = 'esim-topup';
const ATTRIBUTES = ['bff', 'session-endpoint', 'locale', 'theme', 'iccid', 'package', 'order', 'view'];
/** What may be set as a property, by whichever framework, before or after the tag is defined. */
const PROPERTIES = ['getSession', 'beforeSubmit', 'beforeSubmitTimeout', 'messages'];
/** What else it loads, from beside itself: `[name]`, or `[name, integrity]` where the package that ships says what must be in it. */
const FILES = {
  glue: ['./esim-topup.js'],
  wasm: ['./esim-topup_bg.wasm'],
  css: ['./esim-topup.css'],
  languages: ['./locales/languages.js'],
  host: ['./host.js'],
  fallback: ['./fallback.js'],
};
/** Closed: an open root would leak our clicks into a host page that is itself a Yew application. */
const SHADOW_MODE = 'closed';
/** Nobody waits longer than this for their language: it is English until the other is there. */
const LANGUAGE_MS = 3000;
/** An element that is out of the document for longer than this was removed, not moved. */
const GRACE_MS = 1000;

/** What skeleton and fallback need without the style sheet. As tall as the SIMs' first bones; in a place that shrinks, a line that breaks keeps it wide. */
const CRITICAL = `
:host { display: block; font-family: var(--topup-font, inherit); font-size: var(--topup-font-size, max(1rem, 16px)); font-weight: 400; line-height: 1.45; text-align: start }
:host([hidden]) { display: none } :host::before { content: '. .'; display: block; block-size: 0; visibility: hidden; font-size: 0; white-space: normal; word-spacing: var(--topup-max-width, 720px) }
.topup { container-type: inline-size; border: 1px solid color-mix(in srgb, currentColor 16%, transparent); border-radius: 20px }
.screen { display: grid; gap: 16px; padding: 24px; max-inline-size: 720px; margin-inline: auto; box-sizing: border-box }
slot[name]::slotted(:not([slot="result"])) { display: block; box-sizing: border-box; max-inline-size: var(--topup-max-width, 720px); margin-inline: auto; padding: var(--_s, 8px) var(--_pad, 24px) }
.ghost { block-size: 124px; border-radius: 12px; background: color-mix(in srgb, currentColor 8%, transparent) }
.ghost:first-child { block-size: 5px } .ghost:nth-child(2) { block-size: 32px; inline-size: 45% } .ghost:last-child { block-size: 50px; margin-block-start: 8px }
@container (max-width: 359px) { .screen { padding: 16px } .ghost { block-size: 120px } } @container (min-width: 440px) { .ghost:first-child { block-size: 24px } }
@container (min-width: 600px) { .screen { padding-block: 32px; gap: 20px } .ghost { block-size: 121px } }
.title { margin: 0; font-size: 1.375em } p { margin: 0 } .button { min-block-size: 50px; font: inherit; font-weight: 600; border-radius: 14px; cursor: pointer }`;

const beside = ([name], query = '') => new URL(name + query, import.meta.url).href;

/** Fetches a file; one that is not what was shipped fails. */
const bytes = (file, query) => fetch(beside(file, query), { integrity: file[1] ?? '' });

/** Imports a module. What the package says must be in it is told and tried first: `import()` has no words for that, and WebKit ignores a hint's. */
async function module(file, query) {
  const href = beside(file, query);
  if (file[1]) {
    const hint = document.createElement('link');
    Object.assign(hint, { rel: 'modulepreload', href, integrity: file[1], crossOrigin: 'anonymous' });
    document.head.append(hint);
    await bytes(file, query).finally(() => hint.remove());
  }
  return import(href);
}

/** Makes an element without markup, so that a page with Trusted Types has nothing to refuse. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

/** What the page brings stands around all that is shown. */
function framed(root) {
  for (const [name, add] of [['header', 'prepend'], ['footer', 'append']]) root[add](Object.assign(make('slot', ''), { name }));
  return root;
}

/** One sheet for every widget on the page: first what is critical, then all of it. None in a browser that is too old for us. */
let sheet;
function sharedSheet() {
  if (!sheet && 'adoptedStyleSheets' in document) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CRITICAL);
  }
  return sheet;
}

/** Whether this browser can run us, asked before anything is loaded. The bytes are a module with a function that returns an `externref`. */
function able() {
  const probe = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 111, 3, 2, 1, 0, 10, 6, 1, 4, 0, 208, 111, 11];
  return sharedSheet() && globalThis.WebAssembly?.validate(Uint8Array.from(probe));
}

let styled;
function style() {
  styled ??= (async () => {
    const reply = await bytes(FILES.css);
    if (!reply.ok) throw new Error(`${reply.url} answered ${reply.status}`);
    sharedSheet().replaceSync(CRITICAL + (await reply.text()));
  })();
  styled.catch(() => (styled = undefined));
  return styled;
}

/** A module that has panicked is lost for good; the same files under other URLs are a new one. `generation` counts them. */
let generation = 1;
const modules = new Map();
function load(wanted) {
  if (!modules.has(wanted)) {
    const query = wanted === 1 ? '' : `?g=${wanted}`;
    const wasm = bytes(FILES.wasm, query);
    // Awaited below, unless the module itself fails first: then it is that failure that counts.
    wasm.catch(() => {});
    const ready = module(FILES.glue, query).then(async (glue) => {
      await glue.default({ module_or_path: wasm });
      return glue;
    });
    modules.set(wanted, ready);
    // Another URL for the next try as well: a browser remembers a module that could not be had.
    ready.catch(() => (generation = Math.max(generation, wanted + 1)));
  }
  return modules.get(wanted);
}

/** What of ours the page's policy has refused, for one who asks why nothing comes. */
const refused = new Set();
const onRefusal = ({ blockedURI }) => {
  if (/^wasm|^eval/.test(blockedURI) || Object.values(FILES).some((file) => blockedURI.startsWith(beside(file)))) refused.add(blockedURI);
};

class EsimTopup extends (globalThis.HTMLElement ?? class {}) {
  static observedAttributes = ATTRIBUTES;

  static {
    for (const name of PROPERTIES) {
      Object.defineProperty(this.prototype, name, {
        configurable: true,
        enumerable: true,
        get() {
          return this.#own[name];
        },
        set(value) {
          this.#own[name] = value;
          if (name === 'messages') this.#speak();
          else this.#update();
        },
      });
    }
  }

  #root = this.attachShadow({ mode: SHADOW_MODE });
  /** What the host has set as properties. */
  #own = {};
  #instance;
  /** Which start is current: an older one that finishes late is thrown away. */
  #start;
  #grace;
  /** What is said, and by which locale it is written: `{locale, texts}`. */
  #spoken = { locale: 'en' };
  /** What was asked for last: an answer to anything before it is thrown away. */
  #wish;
  /** What the host is not told before the widget is on screen. */
  #untold;
  /** What passes between the widget and the page around it. */
  #host;
  #retried = false;

  constructor() {
    super();
    if (sharedSheet()) this.#root.adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    clearTimeout(this.#grace);
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      // Set before we were defined, and in the way of the property.
      const { [name]: value } = this;
      delete this[name];
      this[name] = value;
    }
    // Translators that rewrite text nodes would take the page away from under the widget.
    if (!this.hasAttribute('translate')) this.setAttribute('translate', 'no');
    if (!this.#start) return this.#begin();
    this.#instance?.resume();
    // Where it is now, another language may be spoken.
    this.#speak();
  }

  disconnectedCallback() {
    // A move within the document disconnects and connects in one task.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#instance?.pause();
      // Moved and removed in one task, it comes here twice.
      clearTimeout(this.#grace);
      this.#grace = setTimeout(() => this.#end(), GRACE_MS);
    });
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#start || before === after) return;
    if (name === 'bff') {
      this.#end();
      if (this.isConnected) this.#begin();
    } else if (name === 'locale') this.#speak();
    else this.#update();
  }

  /** Ends the session at the BFF, forgets what this browser keeps for it, and shows that the customer is signed out. */
  logout() {
    this.#host?.forget();
    this.#instance?.logout();
  }

  #update() { this.#instance?.update(this.#config()); }

  #language() { return this.getAttribute('locale') || this.closest('[lang]')?.lang || document.documentElement.lang || navigator.language; }

  /** Takes on the language and the messages that are wanted now: at once where that is plain English, else as soon as they are here. */
  async #speak() {
    if (!this.#start) return;
    const wish = (this.#wish = {});
    const wanted = this.#language();
    let spoken = { locale: wanted };
    if (this.messages || !/^en\b/i.test(wanted)) {
      try {
        spoken = await (await module(FILES.languages)).speak(wanted, this.messages);
      } catch (error) {
        spoken = { locale: 'en' };
        console.warn(`<${TAG}> speaks English`, error);
      }
    }
    if (wish !== this.#wish) return;
    this.#spoken = spoken;
    this.#update();
  }

  #config() {
    const config = { approval: typeof this.beforeSubmit === 'function', ...this.#spoken };
    for (const name of ['bff', 'iccid', 'package', 'order', 'view']) config[name] = this.getAttribute(name) ?? undefined;
    return config;
  }

  #tell(name, detail) {
    if (this.#untold) this.#untold.push([name, detail]);
    else this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  async #begin() {
    const start = (this.#start = {});
    const current = generation;
    addEventListener('securitypolicyviolation', onRefusal);
    if (!able()) return this.#fall('old_browser');
    this.#root.replaceChildren(this.#skeleton());
    this.#untold = [];
    const spoken = Promise.race([this.#speak(), new Promise((late) => setTimeout(late, LANGUAGE_MS))]);
    const place = make('div', '');
    try {
      const [glue, { Host }] = await Promise.all([load(current), module(FILES.host), style()]);
      if (start !== this.#start) return;
      this.#host = new Host(this, {
        ours: [FILES.glue, FILES.wasm].map((file) => beside(file)),
        generation: current,
        tell: (...told) => this.#tell(...told),
        instance: () => this.#instance,
        speak: () => this.#speak(),
        fall: () => this.#fall('panicked'),
      });
      this.#instance = glue.mount(this.#host.hear(place), this.#config(), this.#host);
      if (!this.isConnected) this.#instance.pause();
      // It has begun to ask, unseen: the first words are to be the right ones.
      await spoken;
      if (start !== this.#start) return;
      this.#root.replaceChildren(place);
      const untold = this.#untold;
      this.#untold = undefined;
      for (const [name, detail] of untold) this.#tell(name, detail);
    } catch (error) {
      if (start !== this.#start) return;
      console.error(`<${TAG}> cannot start`, error);
      if (!this.#host?.lost(error)) this.#fall(undefined, error);
    }
  }

  #end() {
    clearTimeout(this.#grace);
    const [instance, host] = [this.#instance, this.#host];
    this.#start = undefined;
    // The place leaves first, so that nothing can be clicked any more.
    this.#root.replaceChildren();
    this.#leave();
    try {
      instance?.destroy();
      host?.free();
    } catch (error) {
      // Thrown on as well, for the page to report.
      generation = Math.max(generation, host.generation + 1);
      host.lost(error);
      throw error;
    }
  }

  #leave() {
    this.#host?.end();
    this.#instance = this.#host = this.#untold = undefined;
  }

  #skeleton() {
    const screen = make('div', 'screen', ...Array.from({ length: 6 }, () => make('div', 'ghost')));
    screen.setAttribute('aria-busy', 'true');
    return framed(make('div', 'topup', screen));
  }

  /** The module is blocked, missing or lost: why, in the customer's language where that can be had, and one more try with a fresh one. */
  async #fall(code, error) {
    if (code === 'panicked') generation = Math.max(generation, this.#host.generation + 1);
    const order = this.#host?.reference;
    this.#leave();
    // Not what it was: what is still loading must not be mounted any more.
    const fallen = (this.#start = {});
    const again = () => {
      this.#retried = true;
      this.#begin();
    };
    // Plain words first: why must be found out, and what knows how may be out of reach as well.
    const button = make('button', 'button primary', 'Try again');
    button.addEventListener('click', again);
    const plain = make('div', 'screen', make('h2', 'title', 'The top-up can’t be shown right now'), button, make('slot', ''));
    this.#root.replaceChildren(framed(make('div', 'topup', plain)));
    const files = Object.fromEntries(Object.entries(FILES).map(([name, file]) => [name, [beside(file), file[1]]]));
    const known = { code, error, files, refused, again, order, retried: this.#retried, bff: this.getAttribute('bff'), wanted: this.#language() };
    const { screen, detail } = await module(FILES.fallback).then(({ explain }) => explain(known, make)).catch(() => {
      const lost = code ?? (navigator.onLine ? 'unavailable' : 'offline');
      return { detail: { code: lost, stage: 'load', recoverable: true, retryAfter: null, action: 'retry', diagnosticsId: null } };
    });
    if (fallen !== this.#start) return;
    if (screen) this.#root.replaceChildren(framed(screen));
    this.#tell('topup-error', detail);
  }
}

if (globalThis.customElements && !customElements.get(TAG)) customElements.define(TAG, EsimTopup);

/**
 * Makes a widget from options, the names of its attributes and properties (`{bff, sessionEndpoint, getSession, …}`), and puts it into
 * `target`.
 */
export function mount(target, options = {}) {
  if (!globalThis.document) throw new Error(`<${TAG}> can be mounted in a browser only`);
  const element = document.createElement(TAG);
  for (const [name, value] of Object.entries(options)) {
    if (PROPERTIES.includes(name)) element[name] = value;
    else if (value != null) element.setAttribute(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), value);
  }
  target.append(element);
  return element;
}
