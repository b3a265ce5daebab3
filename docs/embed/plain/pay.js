// For shops whose customers pay before ordering: the widget asks here between the button and the order.
const widget = document.querySelector('esim-topup');

widget.beforeSubmit = async ({ key, price }, { signal }) => {
  const headers = { 'content-type': 'application/json' };
  const reply = await fetch('/topup/payment', { method: 'POST', headers, body: JSON.stringify({ key, price }), signal });
  if (reply.status === 402) return { decision: 'reject', message: 'Your card was declined. Nothing was ordered.' };
  if (!reply.ok) throw new Error(`the payment route answered ${reply.status}`);
  const { reference } = await reply.json();
  return { decision: 'approve', paymentReference: reference };
};
