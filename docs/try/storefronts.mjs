// How each of the documented storefronts is started. `session` asks one for a token as its customer's page would.
import { join } from 'node:path';

import { COOKIE, named, start } from './stage.mjs';

const server = (path) => join(import.meta.dirname, '..', 'server', path);
const listening = /listening on|Serving on|Development Server \(http/;

const askedByCookie = (shop, cookie = COOKIE) => fetch(`${shop.url}/topup/session`, { method: 'POST', headers: cookie ? { cookie: `a=b; shop_session=${cookie}` } : {} });

/** Name, a SIM of the sandbox with the price of one of its packages, how to start it, how to ask it for a token. */
export const STOREFRONTS = [
  {
    name: 'node', sim: { iccid: '89340000000000872', country: 'PT', price: 1000 }, session: askedByCookie,
    open: (env) => start(process.execPath, [server('node/server.mjs')], env, listening),
  },
  {
    name: 'php', sim: { iccid: '89340000000001042', country: 'IT', price: 450 }, session: askedByCookie,
    open: (env) => start(named('PHP'), ['-S', `127.0.0.1:${env.PORT}`, server('php/index.php')], env, listening, server('php')),
  },
  {
    name: 'python', sim: { iccid: '89340000000003348', country: 'ES', price: 500 }, session: askedByCookie,
    open: (env) => start(named('PYTHON'), [server('python/server.py')], { PYTHONPATH: named('PYTHON_PACKAGES'), PYTHONDONTWRITEBYTECODE: '1', ...env }, listening),
  },
  {
    name: 'rust', sim: { iccid: '89340000000001654', country: 'JP', price: 450 }, session: askedByCookie,
    open: (env) => start(named('RUST_STOREFRONT'), [], env, listening),
  },
];
