// A page that mounts the widget from TypeScript.
import { mount, type BeforeSubmitDecision, type OrderPreview, type TopupErrorDetail } from 'esim-topup';

async function token(signal: AbortSignal): Promise<string> {
  const reply = await fetch('/session', { method: 'POST', signal });
  const body: { token: string } = await reply.json();
  return body.token;
}

async function pay(order: OrderPreview, signal: AbortSignal): Promise<BeforeSubmitDecision> {
  const body = JSON.stringify({ key: order.key, amount: order.price.amount, currency: order.price.currency });
  const reply = await fetch('/pay', { method: 'POST', body, signal });
  if (reply.status === 402) return { decision: 'reject', message: 'The card was declined.' };
  if (reply.status === 204) return { decision: 'cancel' };
  return { decision: 'approve', paymentReference: await reply.text() };
}

/** Every kind of error is told apart by its stage. */
export function advice(error: TopupErrorDetail): string {
  if (error.stage === 'load') {
    return error.code === 'blocked' ? 'allow wasm-unsafe-eval' : error.code;
  }
  return error.retryAfter === null ? error.code : `${error.code}, again in ${error.retryAfter.toFixed()} s`;
}

const target = document.querySelector('#topup');
if (!target) throw new Error('no place for the widget');
const widget = mount(target, {
  bff: '/bff',
  locale: 'de',
  theme: 'dark',
  getSession: ({ signal, reason }) => {
    console.log(reason === 'expired' ? 'again' : 'first');
    return token(signal);
  },
  beforeSubmit: (order, { signal }) => pay(order, signal),
  messages: { Back: 'Retour' },
});
widget.beforeSubmitTimeout = 60_000;
widget.addEventListener('topup-completed', ({ detail }) => console.log(detail.order, detail.reference, detail.simTail));
widget.addEventListener('topup-failed', ({ detail }) => console.log(detail.rejection === 'payment_declined'));
widget.addEventListener('topup-step', ({ detail }) => console.log(detail.step === 'review'));
widget.addEventListener('topup-error', ({ detail }) => console.log(advice(detail)));
widget.addEventListener('click', (event) => console.log(event.clientX));
// They bubble: a page may listen anywhere.
document.addEventListener('topup-status', ({ detail }) => console.log(detail.status === 'delivered'));
document.querySelector('esim-topup')?.logout();
mount(target, { bff: '/bff', sessionEndpoint: '/session', view: 'status', order: 'o' });
