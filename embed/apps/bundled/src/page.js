// What the browser tests open: a widget that is mounted by the function, taken away and put back by a button.
import { mount } from 'esim-topup';

const query = new URLSearchParams(location.search);
const [page, toggle, told] = [document.querySelector('#page'), document.createElement('button'), document.createElement('output')];
Object.assign(toggle, { id: 'toggle', textContent: 'Away or back' });
told.id = 'told';
page.append(toggle, told);

async function getSession({ signal }) {
  const body = JSON.stringify({ customer: query.get('customer'), scenario: query.get('scenario') });
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch('/storefront/session', { method: 'POST', headers, body, signal });
  return (await reply.json()).token;
}

for (const name of ['topup-ready', 'topup-submitted', 'topup-completed']) {
  page.addEventListener(name, ({ type }) => (told.textContent += `${told.textContent && ' '}${type}`));
}
// A language and words of the page's own, so that each kind of file is loaded.
const options = { bff: '/bff', locale: 'de', getSession, messages: { Back: 'Return' } };
let widget = mount(page, options);
toggle.addEventListener('click', () => {
  if (widget.isConnected) widget.remove();
  else widget = mount(page, options);
});
