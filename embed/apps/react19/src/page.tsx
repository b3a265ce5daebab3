// A page in React 19: the tag itself, and the component.
import { useRef } from 'react';
import { EsimTopup, type EsimTopupElement, type GetSession, type TopupEventMap } from 'esim-topup/react';

const getSession: GetSession = async ({ signal }) => (await fetch('/session', { method: 'POST', signal })).text();
const thank = ({ detail }: TopupEventMap['topup-completed']): void => console.log(detail.reference);

export function Tag() {
  const widget = useRef<EsimTopupElement>(null);
  return (
    <>
      <button onClick={() => widget.current?.logout()}>Sign out</button>
      <esim-topup
        ref={widget}
        bff="/bff"
        theme="auto"
        session-endpoint="/session"
        className="wide"
        getSession={getSession}
        beforeSubmit={(order) => ({ decision: 'approve', paymentReference: order.key })}
        ontopup-completed={thank}
        ontopup-error={({ detail }) => console.log(detail.stage === 'load' ? detail.code : detail.diagnosticsId)}
      >
        <p slot="header">Top up</p>
      </esim-topup>
    </>
  );
}

export function Component() {
  const widget = useRef<EsimTopupElement>(null);
  return (
    <EsimTopup ref={widget} bff="/bff" getSession={getSession} onCompleted={thank} onStep={({ detail }) => console.log(detail.step)}>
      <p slot="footer">Terms</p>
    </EsimTopup>
  );
}

export function mistakes() {
  return [
    // @ts-expect-error: there is no session
    <EsimTopup bff="/bff" />,
    // @ts-expect-error: the status of which order?
    <EsimTopup bff="/bff" getSession={getSession} view="status" />,
    // @ts-expect-error: there is no such event
    <EsimTopup bff="/bff" getSession={getSession} onComplete={thank} />,
    // @ts-expect-error: another event's listener
    <EsimTopup bff="/bff" getSession={getSession} onStep={thank} />,
    // @ts-expect-error: a theme is one of three words
    <esim-topup bff="/bff" theme="blue" />,
    // @ts-expect-error: another event's listener
    <esim-topup bff="/bff" ontopup-step={thank} />,
    // @ts-expect-error: attributes are written as in HTML
    <esim-topup bff="/bff" sessionEndpoint="/session" />,
  ];
}
