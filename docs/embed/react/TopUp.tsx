// The widget in React 18 or 19: `npm install esim-topup`.
import { EsimTopup, type GetSession } from 'esim-topup/react';

const getSession: GetSession = async ({ signal }) => {
  const reply = await fetch('/topup/session', { method: 'POST', signal });
  if (!reply.ok) throw new Error(`the session route answered ${reply.status}`);
  const { token } = (await reply.json()) as { token: string };
  return token;
};

export function TopUp({ language, onDone }: { language?: string; onDone: (reference: string) => void }) {
  return (
    <EsimTopup
      bff="/bff"
      getSession={getSession}
      locale={language}
      onCompleted={({ detail }) => onDone(detail.reference)}
      onError={({ detail }) => console.warn(`top-up: ${detail.code} at ${detail.stage}`, detail.diagnosticsId)}
    />
  );
}
