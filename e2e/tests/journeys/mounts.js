// Mounts widgets on the journeys' page, `count` of them at once, and takes each away again: all when each shows its first screen, or with
// `hasty` each at another moment of its start. What the BFF has answered once it is taken to answer always, because it allows a customer
// less than this asks for.
const [count, hasty, done] = arguments;

function replay() {
  const [ask, answers] = [fetch, new Map()];
  globalThis.fetch = async (url, options) => {
    const name = `${options?.method ?? 'GET'} ${url}`;
    if (!new URL(url, location).pathname.startsWith('/bff/')) return ask(url, options);
    if (!answers.has(name)) {
      const reply = ask(url, { ...options, signal: undefined });
      answers.set(name, reply.then(async (real) => [await real.text(), { status: real.status, headers: [...real.headers] }]));
    }
    return new Response(...(await answers.get(name)));
  };
  return document.querySelector('esim-topup').getSession;
}
globalThis.replayed ??= replay();

const turn = () => new Promise((resolve) => setTimeout(resolve));
const moments = [() => {}, () => Promise.resolve(), turn, () => new Promise((resolve) => requestAnimationFrame(resolve))];

function appear() {
  const widget = document.createElement('esim-topup');
  widget.setAttribute('bff', '/bff');
  widget.getSession = globalThis.replayed;
  const ready = new Promise((resolve) => widget.addEventListener('topup-ready', resolve, { once: true }));
  document.querySelector('main').append(widget);
  return { widget, ready };
}

function emptied(root) {
  return new Promise((resolve) => {
    const look = () => root.childElementCount || (watch.disconnect(), resolve());
    const watch = new MutationObserver(look);
    watch.observe(root, { childList: true });
    look();
  });
}

(async () => {
  const all = Array.from({ length: count }, appear);
  if (!hasty) await Promise.all(all.map(({ ready }) => ready));
  await Promise.all(
    all.map(async ({ widget }, number) => {
      if (hasty) await moments[number % moments.length]();
      widget.remove();
      await emptied(widget.shadowRoot);
    }),
  );
  return document.querySelectorAll('esim-topup').length;
})().then(done, (error) => done(String(error?.stack ?? error)));
