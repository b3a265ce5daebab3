// What stands between a shop and the top-up BFF: session tokens out, signed calls in. Take it as it is; shop.mjs is where your shop begins.
import { createHmac, createPrivateKey, randomUUID, sign, timingSafeEqual } from 'node:crypto';

/** Seconds that a token lives; the BFF takes five minutes at most. */
const LIFETIME = 240;
/** How many seconds a signed call may be old, or early: what was recorded can't be played again later. */
const TOLERANCE = 300;

/** Thrown by your payments when they will not: the BFF then knows that nothing was done. Anything else thrown means that it asks again. */
export class Refusal extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export class Topup {
  #storefront;
  #keyId;
  #key;
  #secret;

  constructor({ storefront, keyId, sessionKey, hookSecret }) {
    this.#storefront = storefront;
    this.#keyId = keyId;
    this.#key = createPrivateKey(sessionKey);
    if (this.#key.asymmetricKeyType !== 'ed25519') throw new Error('the session key is not an Ed25519 key');
    if (!/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/.test(hookSecret)) throw new Error('the hook secret is not whsec_ and base64');
    this.#secret = Buffer.from(hookSecret.slice('whsec_'.length), 'base64');
  }

  /** A token for the customer who is logged in: it says which SIMs are theirs, and is good for one session. */
  sessionToken({ customer, sims, payment, paymentLabel }) {
    const iat = Math.floor(Date.now() / 1000);
    const header = { alg: 'EdDSA', typ: 'topup-session+jwt', kid: this.#keyId };
    const claims = {
      iss: this.#storefront, aud: 'esim-topup', sub: customer, iat, exp: iat + LIFETIME, jti: randomUUID(),
      payment, payment_label: paymentLabel, sims,
    };
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part(header)}.${part(claims)}`;
    return `${signed}.${sign(null, Buffer.from(signed), this.#key).toString('base64url')}`;
  }

  /** The id of a call that really is the BFF's, or null. `headers` have names in lower case; `body` is the bytes as they came. */
  verify(headers, body) {
    const { 'webhook-id': id, 'webhook-timestamp': sent, 'webhook-signature': signatures } = headers;
    if (!id || !signatures || !/^\d{1,12}$/.test(sent)) return null;
    if (Math.abs(Date.now() / 1000 - Number(sent)) > TOLERANCE) return null;
    const expected = this.#hmac(id, sent, body);
    const genuine = signatures.split(' ').some((signature) => {
      const [version, text] = signature.split(',');
      const given = Buffer.from(text ?? '', 'base64');
      return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
    });
    return genuine ? id : null;
  }

  /** Answers one call of the BFF; `payments` is your shop's side. Give back status, headers and body as they are: they are signed. */
  async hook(headers, body, payments) {
    const id = this.verify(headers, body);
    if (id === null) return { status: 401, headers: {}, body: '' };
    try {
      return this.#sealed(id, 200, await act(id, JSON.parse(body), payments));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#sealed(id, 409, { code: error.code });
    }
  }

  #sealed(id, status, answer) {
    const body = JSON.stringify(answer);
    const sent = Math.floor(Date.now() / 1000).toString();
    const signature = `v1,${this.#hmac(id, sent, body).toString('base64')}`;
    const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': sent, 'webhook-signature': signature };
    return { status, headers, body };
  }

  #hmac(id, sent, body) {
    return createHmac('sha256', this.#secret).update(`${id}.${sent}.`).update(body).digest();
  }
}

function act(id, call, payments) {
  switch (call.type) {
    case 'payment.authorise': return payments.authorise(call);
    case 'payment.capture': return payments.capture(call);
    case 'payment.release': return payments.release(call);
    case 'payment.refund': return payments.refund(call);
    case 'payment.read': return payments.read(call);
    case 'order.delivered':
    case 'order.rejected':
    case 'order.review':
    case 'order.reversed': return payments.told(id, call);
    default: throw new Refusal('unknown_call');
  }
}
