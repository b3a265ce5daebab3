// A headless Chromium, by the WebDriver protocol as it is: no library between a page and its test.
import { named, start } from './stage.mjs';

const PATIENCE = 90_000;
/** How often a driver is started: it takes a free port of IPv4 and ends when another has the same one of IPv6. */
const STARTS = 5;
/** How often to look again: nothing that happens behind a closed root reaches us as an event. */
const PAUSE = 50;
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const ROOT = 'shadow-6066-11e4-a52e-4f735466cecf';

const pause = (millis) => new Promise((resume) => setTimeout(resume, millis));

/** Asks again and again until there is an answer; what a render takes away meanwhile is no answer yet. */
async function until(what, ask) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    let last;
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`waited for ${what}`, { cause: last });
    await pause(PAUSE);
  }
}

async function drive() {
  for (let left = STARTS - 1; ; left -= 1) {
    try {
      return await start(named('CHROMEDRIVER'), ['--port=0'], {}, /started successfully on port (\d+)\./);
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}

export class Browser {
  #driver;
  #session;

  static async open() {
    const driver = await drive();
    const base = `http://127.0.0.1:${driver[1]}`;
    const browser = new Browser();
    browser.#driver = driver;
    try {
      const args = ['headless', 'no-sandbox', 'disable-gpu', 'disable-background-networking', 'window-size=1000,900'];
      const options = { binary: named('CHROME'), args };
      const capabilities = { alwaysMatch: { browserName: 'chrome', timeouts: { script: PATIENCE }, 'goog:chromeOptions': options, 'goog:loggingPrefs': { browser: 'ALL' } } };
      const { sessionId } = await post(`${base}/session`, { capabilities });
      browser.#session = `${base}/session/${sessionId}`;
      return browser;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Opens a page that writes down, from its first moment on, every event of the widget. */
  async go(url) {
    const source = 'window.told = []; for (const name of ["ready", "step", "submitted", "status", "completed", "failed", "error"])'
      + ' addEventListener(`topup-${name}`, ({ type, detail }) => told.push({ type, detail }))';
    await this.#post('goog/cdp/execute', { cmd: 'Page.addScriptToEvaluateOnNewDocument', params: { source } });
    await this.#post('url', { url });
  }

  /** What a script in the page answers. */
  script(script, ...args) {
    return this.#post('execute/sync', { script, args });
  }

  /** Adds a script of the page's own site, and waits until it has run. */
  add(src) {
    const script = 'const [src, done] = arguments; const it = Object.assign(document.createElement("script"), { type: "module", src });'
      + ' it.onload = () => done(true); it.onerror = () => done(false); document.head.append(it)';
    return this.#post('execute/async', { script, args: [src] });
  }

  /** The first event of this name. */
  async told(type) {
    try {
      return await until(type, () => this.script('return told.find((it) => it.type === arguments[0])', type));
    } catch (error) {
      const [told, text, log] = [await this.script('return told'), await this.text(), await this.log()];
      throw new Error(`${error.message}; told ${JSON.stringify(told)}; shown: ${text}; console: ${log.join('\n')}`);
    }
  }

  /** Clicks what a selector finds inside the widget, once it is there. */
  press(selector) {
    return until(`${selector} to click`, async () => {
      const element = await this.#inside(selector);
      await this.script('arguments[0].scrollIntoView({ block: "center" })', element);
      await this.#post(`element/${element[ELEMENT]}/click`, {});
      return true;
    });
  }

  /** What the widget says. */
  async text() {
    const screen = await this.#inside('[data-step]').catch(() => null);
    return screen ? this.#get(`element/${screen[ELEMENT]}/text`) : '(nothing)';
  }

  /** What the page's console has said. */
  async log() {
    return (await this.#post('se/log', { type: 'browser' })).map(({ message }) => message);
  }

  async close() {
    if (this.#session) await fetch(this.#session, { method: 'DELETE' });
    await this.#driver.end();
  }

  async #inside(selector) {
    const host = await this.#post('element', { using: 'css selector', value: 'esim-topup' });
    const root = await this.#get(`element/${host[ELEMENT]}/shadow`);
    return this.#post(`shadow/${root[ROOT]}/element`, { using: 'css selector', value: selector });
  }

  #post(command, body) {
    return post(`${this.#session}/${command}`, body);
  }

  async #get(command) {
    return value(await fetch(`${this.#session}/${command}`));
  }
}

async function post(url, body) {
  return value(await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }));
}

async function value(reply) {
  const { value: answer } = await reply.json();
  if (!reply.ok) throw new Error(`${answer.error}: ${answer.message}`);
  return answer;
}
