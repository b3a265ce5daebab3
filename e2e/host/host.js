// The smallest page that embeds the widget: who is logged in and what is preselected come from the query.
const query = new URLSearchParams(location.search);
const events = ['topup-ready', 'topup-step', 'topup-submitted', 'topup-status', 'topup-completed', 'topup-failed', 'topup-error'];

// What the widget told the page, for the journeys to read.
window.told = [];
for (const name of events) {
  document.addEventListener(name, (event) => window.told.push({ name, detail: event.detail }));
}

const widget = document.createElement('esim-topup');
widget.setAttribute('bff', '/bff');
for (const name of ['iccid', 'package', 'locale', 'theme']) {
  if (query.has(name)) widget.setAttribute(name, query.get(name));
}
widget.getSession = async ({ signal }) => {
  const body = JSON.stringify({ customer: query.get('customer'), scenario: query.get('scenario') ?? undefined });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch('/storefront/session', { method: 'POST', headers, body, signal });
  if (!answer.ok) throw new Error(`no session: ${answer.status}`);
  return (await answer.json()).token;
};
document.querySelector('main').append(widget);
