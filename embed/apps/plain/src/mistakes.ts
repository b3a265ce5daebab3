// What the types must refuse. A line that is not refused fails the compilation.
import { mount, type BeforeSubmitDecision, type TopupErrorDetail, type TopupEventMap, type TopupOptions } from 'esim-topup';

declare const target: HTMLElement;
const getSession = async (): Promise<string> => 'token';

// @ts-expect-error: there is no session
mount(target, { bff: '/bff' });
// @ts-expect-error: it must know where the BFF is
mount(target, { getSession });
// @ts-expect-error: a theme is one of three words
mount(target, { bff: '/bff', getSession, theme: 'blue' });
// @ts-expect-error: the status of which order?
mount(target, { bff: '/bff', getSession, view: 'status' });
// @ts-expect-error: options are written as in JavaScript
mount(target, { bff: '/bff', 'session-endpoint': '/session' });
// @ts-expect-error: a misspelt option
mount(target, { bff: '/bff', getSession, lokale: 'de' });
// @ts-expect-error: a token is a text
mount(target, { bff: '/bff', getSession: () => 7 });
// @ts-expect-error: there is no such message
mount(target, { bff: '/bff', getSession, messages: { Bcak: 'Back' } });
// @ts-expect-error: nothing mounts into a text
mount('#topup', { bff: '/bff', getSession });

const widget = mount(target, { bff: '/bff', getSession });
// @ts-expect-error: there is no such event
widget.addEventListener('topup-complete', () => {});
// @ts-expect-error: a step has no order
widget.addEventListener('topup-step', ({ detail }) => detail.order);
// @ts-expect-error: there is no such step
widget.addEventListener('topup-step', ({ detail }) => detail.step === 'payment');
// @ts-expect-error: nobody approves with a yes
widget.beforeSubmit = () => true;

// @ts-expect-error: a refusal says why
export const silent: BeforeSubmitDecision = { decision: 'reject' };
// @ts-expect-error: only an approval has a reference
export const paid: BeforeSubmitDecision = { decision: 'cancel', paymentReference: 'p' };
// @ts-expect-error: which decision?
export const undecided: BeforeSubmitDecision = { paymentReference: 'p' };
// @ts-expect-error: nothing is read while it loads
export const early: TopupErrorDetail['code'] = 'unknown';
// @ts-expect-error: the words of a load error are not those of the others
export const mixed: TopupErrorDetail = { stage: 'sims', code: 'tampered', recoverable: false, retryAfter: null, action: 'none', diagnosticsId: null };
// @ts-expect-error: without a stage nobody knows which words
export const nowhere: TopupErrorDetail = { code: 'network', recoverable: true, retryAfter: null, action: 'retry', diagnosticsId: null };
// @ts-expect-error: events are only those that there are
export type Unknown = TopupEventMap['topup-paid'];

/** A number of seconds only where it is known. */
export function seconds(error: TopupErrorDetail): number {
  // @ts-expect-error: it may be null
  return error.retryAfter;
}

// Ours as they are, for the lines above to be about what they say.
export const fine: TopupOptions = { bff: '/bff', getSession };
