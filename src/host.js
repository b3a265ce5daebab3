/**
 * What passes between the widget and the page around it: sessions and approvals that the page gives, events that it is told, what this
 * browser keeps, and the news of an order that widgets share. Loaded beside the module, because the first paint does not need it.
 */
const APPROVAL_MS = 600_000;
const TOKEN_MS = 60_000;
/** No timer of a browser runs longer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Where a tab keeps the reference of its order under way: a page that is loaded again and can show nothing else still shows that. */
function keep(bff, reference) {
  const name = `esim-topup:reference:${bff}`;
  try {
    if (reference) sessionStorage.setItem(name, reference);
    else sessionStorage.removeItem(name);
  } catch {
    // Refused: then the widget alone remembers it.
  }
}

/** What the browser refuses to keep, as in private windows and sandboxed frames, the page keeps itself: a remount at least finds it. */
const memory = new Map();

/** All that is kept under names that begin so: `[name, text]`. */
function entries(prefix) {
  const all = [...memory];
  try {
    all.unshift(...Object.entries(localStorage));
  } catch {
    // Refused: then there is only what the page keeps.
  }
  return all.filter(([name]) => name.startsWith(prefix));
}

/** What a customer's orders leave in this browser, for the widget to find after a reload and in another tab. */
export const shelf = {
  /** Keeps a value under a name, or forgets what is there; tells whether the browser lets us. */
  keep(name, value) {
    const text = JSON.stringify(value);
    memory.delete(name);
    try {
      if (text) localStorage.setItem(name, text);
      else localStorage.removeItem(name);
      return true;
    } catch {
      if (text) memory.set(name, text);
      return false;
    }
  },

  /** The values under names that begin so. What is no JSON is none of ours. */
  kept(prefix) {
    return entries(prefix).map(([, text]) => {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    });
  },

  /** Forgets all that has such a name. */
  clear(prefix) {
    for (const [name] of entries(prefix)) shelf.keep(name);
  },
};

/**
 * One widget asks for all: of the tabs and widgets of a customer that wait for the same order, the one that holds a lock asks the BFF, and
 * tells the others what it hears. The browser frees the lock of a tab that is gone, and the next one goes on. Until it is told to follow,
 * a widget asks for itself: so it does where the browser has no locks.
 */
export function share(name, { follow, news }) {
  if (!navigator.locks || !globalThis.BroadcastChannel) return { tell() {}, end() {} };
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => news(data);
  const gone = new AbortController();
  const { signal } = gone;
  const ended = new Promise((resolve) => signal.addEventListener('abort', resolve));
  const quiet = (error) => {
    // Leaving the queue is no failure; anything else ends the sharing, and each asks for itself.
    if (!signal.aborted) console.warn('<esim-topup> waits alone', error);
    if (!signal.aborted) follow(false);
  };
  navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (lock) return ended;
      if (!signal.aborted) follow(true);
      return undefined;
    })
    .then(() => {
      if (signal.aborted) return undefined;
      return navigator.locks.request(name, { signal }, () => {
        follow(false);
        return ended;
      });
    })
    .catch(quiet);
  return {
    tell: (order) => channel.postMessage(order),
    end() {
      gone.abort();
      channel.close();
    },
  };
}

/** What the page lacks where it gives no token, as far as that can be told: `network`, or `shop`, which has other troubles than who it is. */
const lacks = (error) => error?.lacks ?? (error instanceof TypeError || !navigator.onLine ? 'network' : undefined);

/**
 * What the page answers: `{given}`, or why it gives nothing: `{lacks}`. A page that never answers has given nothing: its signal is aborted,
 * and what it says afterwards is not heard. So it is as well where nobody waits any more. Who has answered hears of no abort: a page may
 * take back by it what it has approved.
 */
function answer(name, milliseconds, signal, ask) {
  if (signal.aborted) return Promise.resolve({});
  const own = new AbortController();
  return new Promise((resolve) => {
    const give = (answer) => {
      clearTimeout(late);
      signal.removeEventListener('abort', leave);
      resolve(answer);
    };
    // Where nobody waits, the event stands for an answer that gives nothing.
    const leave = (answer) => {
      give(answer);
      own.abort();
    };
    const late = setTimeout(leave, Math.min(milliseconds, LONGEST_MS), { lacks: 'timeout' });
    signal.addEventListener('abort', leave);
    ask(own.signal).then(
      (given) => give({ given }),
      (error) => {
        if (!own.signal.aborted) console.error(`<esim-topup>: ${name} has failed`, error);
        give({ lacks: lacks(error) });
      },
    );
  });
}

/** A token from the page's endpoint: 401 and 403 say that nobody is signed in there, anything else that it does not work now. */
async function fetchToken(endpoint, signal) {
  if (!endpoint) throw new Error('neither the property getSession nor the attribute session-endpoint is set');
  const headers = { accept: 'application/json' };
  const reply = await fetch(endpoint, { method: 'POST', credentials: 'same-origin', headers, signal });
  if (reply.ok) return (await reply.json()).token;
  const error = new Error(`the session endpoint answered ${reply.status}`);
  throw Object.assign(error, { lacks: [401, 403].includes(reply.status) ? 'session' : 'shop' });
}

/** Every widget that runs. */
const running = new Set();
let tongue;

/**
 * A panic in the wasm is a trap: an error like any other that nobody catches, but whose stack names our files. It may leave Yew frozen
 * for every widget of the module, so all of them fall, and the next start takes a new one.
 */
function lost(error, filename = '') {
  const stack = error?.name === 'RuntimeError' ? `${error.stack} ${filename}` : '';
  const generation = Number(/\?g=(\d+)/.exec(stack)?.[1] ?? 1);
  const fallen = [...running].filter((host) => host.generation === generation && host.ours.some((file) => stack.includes(file)));
  for (const host of fallen) host.fall();
  return fallen.length > 0;
}
const onTrap = (event) => lost(event.error ?? event.reason, event.filename);

function join(host) {
  if (!running.size) {
    addEventListener('error', onTrap);
    addEventListener('unhandledrejection', onTrap);
    tongue = new MutationObserver(() => running.forEach((each) => each.speak()));
    tongue.observe(document.documentElement, { attributeFilter: ['lang'] });
  }
  running.add(host);
}

function leave(host) {
  if (!running.delete(host) || running.size) return;
  removeEventListener('error', onTrap);
  removeEventListener('unhandledrejection', onTrap);
  tongue.disconnect();
}

/** The page, as one running widget knows it; `shell` is what the element lends: its files, its module's generation, and what to call. */
export class Host {
  #element;
  #shared;
  #listeners = [];

  constructor(element, shell) {
    this.#element = element;
    Object.assign(this, shell);
    join(this);
  }

  /** Remembers who listens to a place. Yew forgets it, and with each listener it would keep for ever the place and what it knows of it. */
  hear(place) {
    place.addEventListener = (...all) => {
      this.#listeners.push(all[1]);
      EventTarget.prototype.addEventListener.apply(place, all);
    };
    return place;
  }

  /** The module lets go of what listened to the place. */
  free() {
    for (const listener of this.#listeners) listener._wbg_cb_unref();
  }

  /** The widget is gone. */
  end() {
    this.watch();
    leave(this);
  }

  /** Whether that error was the end of the module; then every widget of it has been told. */
  lost(error) {
    return lost(error);
  }

  emit(name, detail) {
    if (name === 'topup-submitted' || name === 'topup-status') this.#remember(detail.reference);
    if (name === 'topup-completed' || name === 'topup-failed') this.forget();
    this.tell(name, detail);
  }

  forget() {
    this.#remember();
  }

  #remember(reference) {
    this.reference = reference;
    keep(this.#element.getAttribute('bff'), reference);
  }

  /** A token that the storefront's server has signed: from the page's function, or from its endpoint. */
  getSession(reason, signal) {
    const element = this.#element;
    return answer('getSession', TOKEN_MS, signal, async (signal) => {
      const own = typeof element.getSession === 'function';
      const token = await (own ? element.getSession({ reason, signal }) : fetchToken(element.getAttribute('session-endpoint'), signal));
      if (!token || typeof token !== 'string') throw new Error('no text that could be a token was given');
      return token;
    });
  }

  /** What the page decides about an order before it is sent. */
  beforeSubmit({ minor, digits, currency, ...rest }, signal) {
    const element = this.#element;
    const order = { ...rest, price: { amount: (minor / 10 ** digits).toFixed(digits), currency } };
    return answer('beforeSubmit', element.beforeSubmitTimeout || APPROVAL_MS, signal, async (signal) => {
      const given = await element.beforeSubmit(order, { signal });
      const { decision, paymentReference = null } = given ?? {};
      // The widget takes neither for an approval; only here can the page be told.
      if (!['approve', 'cancel', 'reject'].includes(decision)) throw new Error('no decision was given');
      const named = paymentReference === null || (typeof paymentReference === 'string' && /^[!-~]{1,200}$/.test(paymentReference));
      if (!named) throw new Error('a paymentReference is 1 to 200 visible ASCII characters');
      return given;
    });
  }

  /** Ends a session, even while the page is being left. One that is not heard of ends by itself. */
  endSession(address, handle) {
    const headers = { authorization: `Bearer ${handle}` };
    fetch(address, { method: 'DELETE', headers, credentials: 'omit', keepalive: true }).catch(() => {});
  }

  /** Of all widgets that wait for the order of that name, one asks. */
  watch(name) {
    this.#shared?.end();
    this.#shared =
      name &&
      share(name, {
        follow: (follows) => this.instance()?.follow(follows),
        news: (order) => this.instance()?.heard(order),
      });
  }

  /** An answer about the watched order, for the others. */
  heard(order) {
    this.#shared?.tell(order);
  }
}

Object.assign(Host.prototype, shelf);
