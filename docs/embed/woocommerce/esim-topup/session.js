// Asks WordPress for a session token, with the nonce by which it knows its logged-in user.
for (const element of document.querySelectorAll('esim-topup[data-session]')) {
  const { session, renew } = element.dataset;
  let { nonce } = element.dataset;
  const ask = (signal) => fetch(session, { method: 'POST', credentials: 'same-origin', headers: { 'X-WP-Nonce': nonce }, signal });
  element.getSession = async ({ signal }) => {
    let reply = await ask(signal);
    if (reply.status === 403) {
      // A nonce lives for a day, and a page may be open for longer: WordPress's own scripts renew theirs here as well.
      const renewed = await fetch(renew, { credentials: 'same-origin', signal });
      if (renewed.ok) {
        nonce = await renewed.text();
        reply = await ask(signal);
      }
    }
    if (!reply.ok) throw new Error(`the session route answered ${reply.status}`);
    return (await reply.json()).token;
  };
}
