/** The demo's shop: signs customers in, puts the widget on the page, and lets a person choose what the sandbox plays. */
const $ = (id) => document.getElementById(id);
const address = new URL(location.href);
const shown = { scenario: null, customer: null, locale: null };

async function json(url, options) {
  const reply = await fetch(url, options);
  if (!reply.ok) throw new Error(`${url} answered ${reply.status}`);
  return reply.json();
}

function option(value, text) {
  const element = document.createElement('option');
  element.value = value;
  element.textContent = text;
  return element;
}

/** What a real shop does on its own server: sign a token for the customer who is logged in. */
async function getSession({ signal }) {
  const body = JSON.stringify({ customer: shown.customer, ...(shown.scenario && { scenario: shown.scenario }) });
  const headers = { 'content-type': 'application/json' };
  const { token } = await json('/storefront/session', { method: 'POST', headers, body, signal });
  return token;
}

function remember() {
  for (const [name, value] of Object.entries(shown)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  history.replaceState(null, '', address);
}

function greet(customer) {
  const name = customer.name.replace(/\(.*/, '').trim();
  $('customer-name').textContent = name;
  const words = name.split(/\s+/);
  $('initials').textContent = words.slice(0, 2).map((word) => word[0]).join('').toUpperCase();
}

/** A widget for what is shown now: another customer is another session, so it is another element. */
function mount(demo) {
  const scenario = demo.scenarios.find((known) => known.id === shown.scenario);
  const customer = demo.customers.find((known) => known.id === shown.customer) ?? demo.customers[0];
  shown.customer = customer.id;
  greet(customer);
  remember();
  $('scenario').value = scenario?.id ?? '';
  $('customer').value = customer.id;
  $('scenario-what').textContent = scenario?.what ?? 'Everything this customer owns, with nothing preselected.';
  const widget = document.createElement('esim-topup');
  widget.getSession = getSession;
  widget.setAttribute('bff', demo.bff ?? '/bff');
  widget.setAttribute('theme', 'auto');
  if (shown.locale) widget.setAttribute('locale', shown.locale);
  if (scenario?.sim) widget.setAttribute('iccid', scenario.sim);
  if (scenario?.package) widget.setAttribute('package', scenario.package);
  $('widget').replaceChildren(widget);
}

function log(event) {
  const row = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = event.type.replace('topup-', '');
  const detail = Object.values(event.detail ?? {}).filter(Boolean).join(' ');
  row.append(name, ` ${detail}`);
  $('events').prepend(row);
  while ($('events').children.length > 6) $('events').lastChild.remove();
}

function listen() {
  for (const name of ['ready', 'step', 'submitted', 'status', 'completed', 'failed', 'error']) {
    document.addEventListener(`topup-${name}`, log);
  }
  document.addEventListener('topup-completed', ({ detail }) => {
    $('no-orders').hidden = true;
    const row = document.createElement('li');
    const reference = document.createElement('b');
    reference.textContent = detail.reference;
    row.append(`Top-up, SIM ${detail.simTail}`, reference);
    $('order-list').prepend(row);
  });
}

function controls(demo) {
  const group = (label, options) => {
    const element = document.createElement('optgroup');
    element.label = label;
    element.append(...options);
    return element;
  };
  const scenarios = demo.customers.map((customer) => {
    const own = demo.scenarios.filter((scenario) => scenario.customer === customer.id);
    return own.length ? group(customer.name, own.map((scenario) => option(scenario.id, scenario.title))) : '';
  });
  $('scenario').append(option('', 'No scenario'), ...scenarios);
  $('customer').append(...demo.customers.map((customer) => option(customer.id, customer.name)));
  $('scenario').addEventListener('change', () => {
    shown.scenario = $('scenario').value || null;
    shown.customer = demo.scenarios.find((scenario) => scenario.id === shown.scenario)?.customer ?? shown.customer;
    mount(demo);
  });
  $('customer').addEventListener('change', () => {
    shown.customer = $('customer').value;
    shown.scenario = null;
    mount(demo);
  });
}

/** The widget's languages, each by its own name. A change needs no other widget. */
async function languages() {
  const tags = ['en', ...Object.keys(await json('locales/index.json')).filter((tag) => tag !== 'pseudo')];
  $('locale').append(...tags.map((tag) => option(tag, new Intl.DisplayNames(tag, { type: 'language' }).of(tag))));
  $('locale').value = shown.locale ?? 'en';
  $('locale').addEventListener('change', () => {
    shown.locale = $('locale').value;
    remember();
    document.querySelector('esim-topup')?.setAttribute('locale', shown.locale);
  });
}

/** Colours and width: attributes of the page, kept in the address so that a picture can be asked for. */
function looks() {
  for (const name of ['scheme', 'accent', 'width']) {
    const set = (value) => {
      document.documentElement.dataset[name] = value;
    };
    const wanted = address.searchParams.get(name);
    for (const input of document.getElementsByName(name)) {
      if (input.value === wanted) input.checked = true;
      if (input.checked) set(input.value);
      input.addEventListener('change', () => {
        set(input.value);
        address.searchParams.set(name, input.value);
        history.replaceState(null, '', address);
      });
    }
  }
  const wide = matchMedia('(min-width: 1500px)').matches;
  $('controls').open = address.searchParams.has('controls') ? address.searchParams.get('controls') === 'open' : wide;
}

looks();
listen();
try {
  const demo = await json('/storefront/demo.json');
  shown.scenario = address.searchParams.get('scenario') ?? null;
  shown.locale = address.searchParams.get('locale') ?? null;
  const scenario = demo.scenarios.find((known) => known.id === shown.scenario);
  shown.customer = address.searchParams.get('customer') ?? scenario?.customer ?? demo.customers[0]?.id ?? null;
  controls(demo);
  mount(demo);
  await languages();
} catch (error) {
  console.error(error);
  $('scenario-what').textContent = 'The sandbox does not answer. Start everything with: cargo xtask demo';
}
