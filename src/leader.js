/**
 * One widget asks for all: of the tabs and widgets of a customer that wait for the same order, the one that holds a lock asks the BFF, and
 * tells the others what it hears. The browser frees the lock of a tab that is gone, and the next one goes on.
 */

/** Joins those who share that name. Until it is told to follow, a widget asks for itself: so it does where the browser has no locks. */
export function share(name, { follow, news }) {
  if (!navigator.locks || !globalThis.BroadcastChannel) return { tell() {}, end() {} };
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => news(data);
  const gone = new AbortController();
  const { signal } = gone;
  const ended = new Promise((resolve) => signal.addEventListener('abort', resolve));
  const quiet = (error) => {
    // Leaving the queue is no failure; anything else ends the sharing, and each asks for itself.
    if (!signal.aborted) console.warn('<esim-topup> waits alone', error);
    if (!signal.aborted) follow(false);
  };
  navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (lock) return ended;
      if (!signal.aborted) follow(true);
      return undefined;
    })
    .then(() => {
      if (signal.aborted) return undefined;
      return navigator.locks.request(name, { signal }, () => {
        follow(false);
        return ended;
      });
    })
    .catch(quiet);
  return {
    tell: (order) => channel.postMessage(order),
    end() {
      gone.abort();
      channel.close();
    },
  };
}
