// What the page does with the widget's news: nothing is needed, this much is usual.
const widget = document.querySelector('esim-topup');

widget.addEventListener('topup-completed', ({ detail }) => {
  const thanks = document.querySelector('#thanks');
  thanks.textContent = `Thank you. Your reference is ${detail.reference}.`;
  thanks.hidden = false;
});

widget.addEventListener('topup-error', ({ detail }) => {
  console.warn(`top-up: ${detail.code} at ${detail.stage}`, detail.diagnosticsId);
});
