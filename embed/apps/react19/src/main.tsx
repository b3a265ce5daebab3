// What the browser tests open: the tag itself in StrictMode, taken away and put back by a button.
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'esim-topup/react';
import type { GetSession } from 'esim-topup/react';

const query = new URLSearchParams(location.search);
const getSession: GetSession = async ({ signal }) => {
  const body = JSON.stringify({ customer: query.get('customer'), scenario: query.get('scenario') });
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch('/storefront/session', { method: 'POST', headers, body, signal });
  const { token }: { token: string } = await reply.json();
  return token;
};

function Page() {
  const [shown, show] = useState(true);
  const [told, tell] = useState<string[]>([]);
  const hear = (event: Event): void => tell((before) => [...before, event.type]);
  return (
    <>
      <button id="toggle" onClick={() => show(!shown)}>
        {shown ? 'Away' : 'Back'}
      </button>
      <output id="told">{told.join(' ')}</output>
      {shown && (
        <esim-topup bff="/bff" locale="en" class="wide" getSession={getSession} messages={{ Back: 'Return' }} ontopup-ready={hear} ontopup-submitted={hear} ontopup-completed={hear} />
      )}
    </>
  );
}

const page = document.querySelector('#page');
if (page) createRoot(page).render(<StrictMode><Page /></StrictMode>);
