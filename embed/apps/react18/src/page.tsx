// A page in React 18, where the component does what React does not: set properties, and listen.
import { useRef } from 'react';
import { EsimTopup, type EsimTopupElement, type GetSession } from 'esim-topup/react';

const getSession: GetSession = async ({ signal }) => (await fetch('/session', { method: 'POST', signal })).text();

export function Page() {
  const widget = useRef<EsimTopupElement>(null);
  return (
    <EsimTopup ref={widget} bff="/bff" getSession={getSession} onCompleted={({ detail }) => console.log(detail.reference)} className="wide">
      <p slot="header">Top up</p>
    </EsimTopup>
  );
}

/** The tag alone takes texts. */
export const tag = <esim-topup bff="/bff" session-endpoint="/session" theme="dark" class="wide" />;

export const mistakes = [
  // @ts-expect-error: React 18 would write the function into an attribute
  <esim-topup bff="/bff" getSession={getSession} />,
  // @ts-expect-error: React 18 would not listen
  <esim-topup bff="/bff" session-endpoint="/session" ontopup-completed={() => {}} />,
  // @ts-expect-error: there is no session
  <EsimTopup bff="/bff" />,
];
