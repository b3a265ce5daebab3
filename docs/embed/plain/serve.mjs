// One origin for the page, the widget's files, the shop's server and the BFF, to try at home: `node serve.mjs FILES [PAGES]`.
// In life your reverse proxy does this, and your own log-in sets the cookie.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, request as ask } from 'node:http';
import { extname, join, normalize } from 'node:path';

const [, , FILES, PAGES = import.meta.dirname] = process.argv;
const PORT = Number(process.env.PAGE_PORT ?? 8080);
const SHOP = process.env.SHOP ?? 'http://127.0.0.1:8000';
const BFF = process.env.BFF_URL ?? 'http://127.0.0.1:8800';
const COOKIE = 'shop_session=the-cookie-of-mara; Path=/; HttpOnly; SameSite=Lax';
const TYPES = { '.css': 'text/css', '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://page.example');
  if (['/topup/session', '/topup/payment'].includes(pathname)) return pass(request, response, SHOP + pathname);
  if (pathname.startsWith('/bff/')) return pass(request, response, BFF + request.url.slice('/bff'.length));
  if (pathname.startsWith('/topup/')) return file(response, join(FILES, normalize(pathname.slice('/topup'.length))));
  return file(response, join(PAGES, normalize(pathname === '/' ? '/index.html' : pathname)), { 'set-cookie': COOKIE });
});
server.listen(PORT, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));

async function file(response, path, headers = {}) {
  const type = TYPES[extname(path)];
  const found = type && (await stat(path).catch(() => null))?.isFile();
  if (!found) return response.writeHead(404).end();
  return createReadStream(path).pipe(response.writeHead(200, { 'content-type': type, ...headers }));
}

function pass(request, response, url) {
  const passed = ask(url, { method: request.method, headers: request.headers }, (answer) => {
    answer.pipe(response.writeHead(answer.statusCode, answer.headers));
  });
  passed.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  request.pipe(passed);
}
