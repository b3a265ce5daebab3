// Asks WordPress for a session token, with the nonce by which it knows its logged-in user.
for (const element of document.querySelectorAll('esim-topup[data-session]')) {
  element.getSession = async ({ signal }) => {
    const headers = { 'X-WP-Nonce': element.dataset.nonce };
    const reply = await fetch(element.dataset.session, { method: 'POST', credentials: 'same-origin', headers, signal });
    if (!reply.ok) throw new Error(`the session route answered ${reply.status}`);
    return (await reply.json()).token;
  };
}
