// Real programs for the tests: the sandbox that plays the providers, the BFF, and a storefront in each language.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ORIGIN = 'https://shop.example';
/** The cookies of three customers who are signed in: one has a card, one pays before ordering, one is billed by the shop. */
export const COOKIES = ['cookie-with-a-card', 'cookie-who-prepays', 'cookie-on-account'];
/** Generous: a busy machine is not a defect. */
const PATIENCE = 90_000;

const running = [];

/** What the environment names, or an end with words: these are programs that the caller has built. */
export function named(variable) {
  const value = process.env[variable];
  if (!value) throw new Error(`start this as \`cargo xtask test --only docs\`: ${variable} is missing`);
  return value;
}

/** Starts a program and waits until its output says that it is ready; answers what `ready` has found, and how to end it. */
export async function start(program, args, env, ready, cwd) {
  const child = spawn(program, args, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let output = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${program} is not ready:\n${output}`)), PATIENCE);
    const hear = (chunk) => {
      output += chunk;
      if (process.env.LOUD) process.stderr.write(chunk);
      const found = ready.exec(output);
      if (!found) return;
      clearTimeout(late);
      resolve(Object.assign(found, { end: () => end(child) }));
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}:\n${output}`)));
  });
}

/** Ends every program that was started and takes away what they wrote. */
export async function stop(folder) {
  await Promise.all(running.map(end));
  rmSync(folder, { recursive: true, force: true });
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

export const newFolder = () => mkdtempSync(join(tmpdir(), 'topup-docs-'));

/** A port that nobody uses now, and that nobody is given either who asks the system for any: those begin at 32768. */
export async function freePort() {
  for (;;) {
    const port = randomInt(20_000, 32_768);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** The names, keys and tables of one storefront, and the environment that its program reads. */
export function newShop(folder, { name, issuer = name, customers: [mara, theo, fleet], hook = '/topup/hook', sim: { iccid, country, price } }, cookie = COOKIES[0]) {
  const home = join(folder, name);
  mkdirSync(home);
  const pair = generateKeyPairSync('ed25519');
  const stranger = generateKeyPairSync('ed25519');
  const pem = (key) => key.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(home, 'public.pem'), pair.publicKey.export({ type: 'spki', format: 'pem' }));
  const amount = { minor: price, currency: 'USD' };
  const sims = [{ iccid, provider: 'pressone', kind: 'esim', country, label: 'Holiday · été' }];
  writeFileSync(join(home, 'shop.json'), JSON.stringify({
    signed_in: { [cookie]: mara, [COOKIES[1]]: theo, [COOKIES[2]]: fleet },
    sims: { [mara]: sims, [theo]: sims, [fleet]: sims },
    // Enough for one order, not for two.
    accounts: { [fleet]: { ...amount, minor: 2 * price - 1 } },
    cards: { [mara]: 'Visa ·· 4242' },
    paid: { pay_own: { customer: theo, amount }, pay_small: { customer: theo, amount: { ...amount, minor: price - 1 } }, pay_hers: { customer: mara, amount } },
  }));
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const environment = {
    TOPUP_STOREFRONT: issuer, TOPUP_KEY_ID: `${issuer}-1`, TOPUP_SESSION_KEY: pem(pair.privateKey), TOPUP_HOOK_SECRET: secret,
    SHOP_FOLDER: home, PORT: '0',
  };
  return { issuer, home, iccid, price, customer: mara, secret, environment, stranger: pem(stranger.privateKey), hookPath: hook };
}

/** Starts the shop's program; the shop with the address that it has taken. */
export async function opened(shop, open) {
  const [, url] = await open(shop.environment);
  return { ...shop, url, hook: url + shop.hookPath };
}

/** The sandbox: the addresses of its players. */
export async function sandbox() {
  const ports = ['pressone', 'connect', 'storefront', 'control'].flatMap((player) => [`--${player}-port`, '0']);
  const [, pressone, control] = await start(named('SANDBOX'), ports, {}, /^pressone +(\S+)\/customer\/v2\n[^]*^control +(\S+)\n/m);
  return { pressone, control };
}

/** One BFF for all the shops. */
export async function bff(folder, pressone, shops, origin = ORIGIN) {
  const tables = shops.map(({ issuer, hook, home }, at) => `
[storefronts.${issuer}]
origins = ["${origin}"]
keys.${issuer}-1.file = "${join(home, 'public.pem')}"
accounts.pressone = "pressone"
payment.hook_url = "${hook}"
payment.hook_secret_env = "HOOK_${at}"
payment.allow_account = true
`);
  const config = join(folder, 'bff.toml');
  writeFileSync(config, `
journal = "${join(folder, 'journal.sqlite')}"
[server]
listen = "127.0.0.1:0"
secret_env = "SERVER_SECRET"
[accounts.pressone]
kind = "pressone"
client_id = "demo-pressone-client"
client_secret_env = "PRESSONE_SECRET"
[accounts.pressone.settings]
base_url = "${pressone}"
path_prefix = "/customer/v2"
${tables.join('')}`);
  const secrets = Object.fromEntries(shops.map(({ secret }, at) => [`HOOK_${at}`, secret]));
  const env = { SERVER_SECRET: randomUUID(), PRESSONE_SECRET: 'demo-pressone-secret', ...secrets };
  const [, address] = await start(named('BFF'), ['--config', config], env, /"address":"([^"]+)"/);
  return `http://${address}`;
}
