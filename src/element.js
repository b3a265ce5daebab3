/**
 * <esim-topup>: the shell around the widget. It defines the tag at once, paints a skeleton, loads style sheet, module and wasm beside
 * itself when the element is first connected, passes attributes in and events out, and takes over when the module cannot run.
 */
const TAG = 'esim-topup';
const ATTRIBUTES = ['bff', 'session-endpoint', 'locale', 'theme', 'iccid', 'package'];
/** Closed: an open root would leak our clicks into a host page that is itself a Yew application. */
const SHADOW_MODE = 'closed';
/** Nobody waits longer than this for their language: it is English until the other is there. */
const LANGUAGE_MS = 3000;
/** An element that is out of the document for longer than this was removed, not moved. */
const GRACE_MS = 1000;

/** What the skeleton and the fallback need before the style sheet is there, or when it never comes. */
const CRITICAL = `
:host { display: block; font-family: var(--topup-font, inherit); font-size: var(--topup-font-size, max(1rem, 16px)); font-weight: 400; line-height: 1.45; text-align: start }
:host([hidden]) { display: none }
.topup { border: 1px solid color-mix(in srgb, currentColor 16%, transparent); border-radius: 20px }
.screen { display: grid; gap: 16px; padding: 24px; max-inline-size: 720px; margin-inline: auto; box-sizing: border-box }
.bone { display: block; border-radius: 12px; background: color-mix(in srgb, currentColor 8%, transparent) }
.bone.line { block-size: 28px; inline-size: 45%; border-radius: 8px } .bone.block { block-size: 132px } .bone.wide { block-size: 50px }
.title { margin: 0; font-size: 1.375em } p { margin: 0 }
.button { min-block-size: 50px; font: inherit; font-weight: 600; border-radius: 14px; cursor: pointer }`;

const besideUs = (name) => new URL(name, import.meta.url).href;

/** Makes an element without markup, so that a page with Trusted Types has nothing to refuse. */
function make(tag, className, ...children) {
  const element = document.createElement(tag);
  element.className = className;
  element.append(...children);
  return element;
}

/** One sheet for every widget on the page: first what is critical, then all of it. */
let sheet;
function sharedSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CRITICAL);
  }
  return sheet;
}

async function text(url) {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  return reply.text();
}

let styled;
function style() {
  styled ??= text(besideUs('./esim-topup.css')).then((css) => sharedSheet().replaceSync(css)).catch((error) => {
    styled = undefined;
    throw error;
  });
  return styled;
}

/** A module that has panicked is lost for good; the same files under other URLs are a new one. `generation` counts them. */
let generation = 1;
const modules = new Map();
function load(wanted) {
  if (!modules.has(wanted)) {
    const query = wanted === 1 ? '' : `?g=${wanted}`;
    const wasm = fetch(besideUs(`./esim-topup_bg.wasm${query}`));
    // Awaited below, unless the module itself fails first: then it is that failure that counts.
    wasm.catch(() => {});
    const glue = import(besideUs(`./esim-topup.js${query}`));
    const ready = glue.then(async (module) => {
      await module.default({ module_or_path: wasm });
      return module;
    });
    modules.set(wanted, ready);
    ready.catch(() => modules.delete(wanted));
  }
  return modules.get(wanted);
}

/** Every widget that runs: the generation of its module, and what it does when that is lost. */
const running = new Map();
const onTrap = (event) => lose(event.error ?? event.reason, event.filename);

function run(element, generation, fall) {
  if (!running.size) {
    addEventListener('error', onTrap);
    addEventListener('unhandledrejection', onTrap);
  }
  running.set(element, { generation, fall });
}

function rest(element) {
  if (!running.delete(element) || running.size) return;
  removeEventListener('error', onTrap);
  removeEventListener('unhandledrejection', onTrap);
}

/**
 * A panic in the wasm is a trap: an error like any other that nobody catches, but whose stack names our files. It may leave Yew frozen
 * for every widget of the module, so all of them fall, and the next start takes a new one.
 */
function lose(error, filename = '') {
  const stack = error?.name === 'RuntimeError' ? `${error.stack} ${filename}` : '';
  if (!stack.includes(besideUs('./esim-topup'))) return false;
  const lost = Number(/\?g=(\d+)/.exec(stack)?.[1] ?? 1);
  generation = Math.max(generation, lost + 1);
  for (const one of [...running.values()]) if (one.generation === lost) one.fall();
  return true;
}

class EsimTopup extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  #root = this.attachShadow({ mode: SHADOW_MODE });
  #instance;
  /** Which start is current: an older one that finishes late is thrown away. */
  #start;
  #grace;
  /** What is said, and by which locale it is written: `{locale, texts}`. */
  #spoken = { locale: 'en' };
  /** What was asked for last: an answer to anything before it is thrown away. */
  #wish;
  #messages;
  /** The reference of the order under way, to show even when nothing else can be shown. */
  #reference;
  #retried = false;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sharedSheet()];
  }

  connectedCallback() {
    clearTimeout(this.#grace);
    if (Object.hasOwn(this, 'messages')) {
      // Set before we were defined, and in the way of the property.
      const { messages } = this;
      delete this.messages;
      this.messages = messages;
    }
    // Translators that rewrite text nodes would take the page away from under the widget.
    if (!this.hasAttribute('translate')) this.setAttribute('translate', 'no');
    if (this.#instance) this.#instance.resume();
    else if (!this.#start) this.#begin();
  }

  disconnectedCallback() {
    // A move within the document disconnects and connects in one task.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#instance?.pause();
      this.#grace = setTimeout(() => this.#end(), GRACE_MS);
    });
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#start || before === after) return;
    if (name === 'bff') {
      this.#end();
      if (this.isConnected) this.#begin();
    } else if (name === 'locale') {
      this.#speak();
    } else {
      this.#instance?.update(this.#config());
    }
  }

  /** The shop's own texts, by the keys of the catalogue. */
  get messages() {
    return this.#messages;
  }

  set messages(messages) {
    this.#messages = messages;
    if (this.#start) this.#speak();
  }

  /** Takes on the language and the messages that are wanted now: at once where that is plain English, else as soon as they are here. */
  async #speak() {
    const wish = (this.#wish = {});
    const wanted = this.getAttribute('locale') || this.closest('[lang]')?.lang || navigator.language;
    let spoken = { locale: wanted };
    if (this.#messages || !/^en\b/i.test(wanted)) {
      try {
        spoken = await (await import('./locales/languages.js')).speak(wanted, this.#messages);
      } catch (error) {
        spoken = { locale: 'en' };
        console.warn(`<${TAG}> speaks English`, error);
      }
    }
    if (wish !== this.#wish) return;
    this.#spoken = spoken;
    this.#instance?.update(this.#config());
  }

  #config() {
    const attribute = (name) => this.getAttribute(name) ?? undefined;
    return { bff: attribute('bff'), iccid: attribute('iccid'), package: attribute('package'), ...this.#spoken };
  }

  #bridge() {
    return {
      emit: (name, detail) => {
        if (name === 'topup-submitted' || name === 'topup-status') this.#reference = detail.reference;
        if (name === 'topup-completed' || name === 'topup-failed') this.#reference = undefined;
        this.#dispatch(name, detail);
      },
      getSession: (reason, signal) => this.#session(reason, signal),
    };
  }

  /** A token that the storefront's server has signed: from the host's function, or from its endpoint. */
  async #session(reason, signal) {
    if (typeof this.getSession === 'function') return this.getSession({ reason, signal });
    const endpoint = this.getAttribute('session-endpoint');
    if (!endpoint) throw new Error(`<${TAG}> needs the property getSession or the attribute session-endpoint`);
    const headers = { accept: 'application/json' };
    const reply = await fetch(endpoint, { method: 'POST', credentials: 'same-origin', headers, signal });
    if (!reply.ok) throw new Error(`the session endpoint answered ${reply.status}`);
    return (await reply.json()).token;
  }

  #dispatch(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  async #begin() {
    const start = (this.#start = {});
    const current = generation;
    run(this, current, () => this.#fall('panicked'));
    this.#root.replaceChildren(this.#skeleton());
    const spoken = Promise.race([this.#speak(), new Promise((late) => setTimeout(late, LANGUAGE_MS))]);
    const host = make('div', '');
    try {
      const [module] = await Promise.all([load(current), style()]);
      if (start !== this.#start) return;
      this.#instance = module.mount(host, this.#config(), this.#bridge());
      if (!this.isConnected) this.#instance.pause();
      // It has begun to ask, unseen: the first words are to be the right ones.
      await spoken;
      if (start === this.#start) this.#root.replaceChildren(host);
    } catch (error) {
      if (start !== this.#start) return;
      console.error(`<${TAG}> cannot start`, error);
      if (!lose(error)) this.#fall('unavailable');
    }
  }

  #end() {
    clearTimeout(this.#grace);
    const instance = this.#instance;
    this.#instance = undefined;
    this.#start = undefined;
    // The host leaves first, so that what Yew never frees is one empty element.
    this.#root.replaceChildren();
    rest(this);
    try {
      instance?.destroy();
    } catch (error) {
      // Thrown on as well, for the page to report.
      lose(error);
      throw error;
    }
  }

  #skeleton() {
    const bones = ['line', 'block', 'block', 'wide'].map((kind) => make('i', `bone ${kind}`));
    const screen = make('div', 'screen', ...bones);
    screen.setAttribute('aria-busy', 'true');
    return make('div', 'topup', screen);
  }

  /** The module is blocked, missing or lost: what can still be said, and one more try with a fresh one. */
  #fall(kind) {
    this.#instance = undefined;
    // Not what it was: what is still loading must not be mounted any more.
    this.#start = {};
    rest(this);
    const title = make('h2', 'title', 'The top-up can’t be shown right now');
    const screen = make('section', 'screen', title);
    screen.dataset.fallback = kind;
    screen.setAttribute('role', 'alert');
    if (this.#reference) {
      const reference = make('b', 'strong', this.#reference);
      reference.dataset.reference = this.#reference;
      screen.append(make('p', '', 'Your order goes on without this page. Reference ', reference, '. You will not be charged twice.'));
    }
    if (this.#retried) {
      screen.append(make('p', 'lead', 'Reload the page, or ask the shop. Nothing that you ordered is lost.'));
    } else {
      const again = make('button', 'button primary', 'Try again');
      again.type = 'button';
      again.addEventListener('click', () => {
        this.#retried = true;
        this.#begin();
      });
      screen.append(again);
    }
    const root = make('div', 'topup', screen);
    root.lang = 'en';
    root.dir = 'ltr';
    this.#root.replaceChildren(root);
    this.#dispatch('topup-error', { kind, diagnosticsId: null });
  }
}

if (!customElements.get(TAG)) customElements.define(TAG, EsimTopup);

/** Makes a widget from options (`{bff, sessionEndpoint, getSession, locale, messages, theme, iccid, package}`) and puts it into `target`. */
export function mount(target, options = {}) {
  const element = document.createElement(TAG);
  const { getSession, messages, sessionEndpoint, ...rest } = options;
  if (getSession) element.getSession = getSession;
  if (messages) element.messages = messages;
  for (const [name, value] of Object.entries({ ...rest, 'session-endpoint': sessionEndpoint })) {
    if (value != null) element.setAttribute(name, value);
  }
  target.append(element);
  return element;
}
