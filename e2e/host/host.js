// The smallest page that embeds the widget: who is logged in, what is preselected and what the shop decides come from the query.
const query = new URLSearchParams(location.search);
const events = ['topup-ready', 'topup-step', 'topup-submitted', 'topup-status', 'topup-completed', 'topup-failed', 'topup-error'];

// What the widget told the page, for the journeys to read.
window.told = [];
for (const name of events) {
  document.addEventListener(name, (event) => window.told.push({ name, detail: event.detail }));
}

// The shop's server, as a page knows it.
async function shop(path, order, signal) {
  const body = JSON.stringify({ customer: query.get('customer'), ...order });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`/storefront/${path}`, { method: 'POST', headers, body, signal });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// What the shop may say before an order is sent; `window.asked` is what it was asked.
window.asked = [];
const decisions = {
  async approve({ price: { amount, currency }, previous }, { signal }) {
    // What was paid for an order that came to nothing pays for this one.
    if (previous) return { decision: 'approve', paymentReference: previous.paymentReference };
    const { reference } = await shop('payments', { amount: { minor: Math.round(amount * 100), currency } }, signal);
    return { decision: 'approve', paymentReference: reference };
  },
  // A payment on another page: it is taken there, and the customer comes back to a page that is loaded anew.
  async leave({ key, price: { amount, currency } }, { signal }) {
    const paid = sessionStorage.getItem(key);
    if (paid) return { decision: 'approve', paymentReference: paid };
    const { reference } = await shop('payments', { amount: { minor: Math.round(amount * 100), currency } }, signal);
    sessionStorage.setItem(key, reference);
    location.reload();
    return new Promise(() => {});
  },
  forge: () => ({ decision: 'approve', paymentReference: 'pay_0123456789abcdef' }),
  cancel: () => ({ decision: 'cancel' }),
  reject: () => ({ decision: 'reject', message: 'Your account is overdue.' }),
  never: () => new Promise(() => {}),
  fail: () => Promise.reject(new Error('the checkout is closed')),
};

// Some engine's driver can't see into a closed root.
if (query.get('root') === 'open') {
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attachShadow(options) {
    return attach.call(this, { ...options, mode: 'open' });
  };
}

const widget = document.createElement('esim-topup');
widget.setAttribute('bff', '/bff');
for (const name of ['iccid', 'package', 'order', 'view', 'locale', 'theme']) {
  if (query.has(name)) widget.setAttribute(name, query.get(name));
}
// The page's own words, for as long as there is no widget.
widget.append(query.get('own') ?? '');
widget.getSession = async ({ signal }) => (await shop('session', { scenario: query.get('scenario') ?? undefined }, signal)).token;
const decide = decisions[query.get('decide')];
if (decide) {
  widget.beforeSubmitTimeout = query.get('decide') === 'never' ? 500 : undefined;
  widget.beforeSubmit = (order, options) => {
    window.asked.push(order);
    return decide(order, options);
  };
}

// The widget may be in a modal dialog, open from the start or mounted before anybody opens it; there it has no other neighbour than what closes it.
function dialog(state) {
  const [open, close] = ['open', 'close'].map((id) => Object.assign(document.createElement('button'), { id, textContent: id }));
  const made = document.createElement('dialog');
  open.addEventListener('click', () => made.showModal());
  close.addEventListener('click', () => made.close());
  made.append(close);
  document.querySelector('main').append(open, made);
  if (state === 'open') made.showModal();
  return made;
}
const place = query.has('dialog') ? dialog(query.get('dialog')) : document.querySelector('main');
place.append(widget);
