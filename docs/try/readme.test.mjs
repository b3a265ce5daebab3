// The page that a newcomer follows: its commands, word for word, in a folder of their own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';

import { named, newFolder, start, stop } from './stage.mjs';

const docs = join(import.meta.dirname, '..');
const readme = readFileSync(join(docs, 'embed/README.md'), 'utf8');
const run = promisify(execFile);

/** The commands of a section, by the words that it begins with. */
function commands(title) {
  const section = readme.split(/^## /m).find((part) => part.startsWith(title));
  return [...section.matchAll(/^```sh\n([^]*?)^```/gm)].map(([, block]) => block);
}

describe('embed in ten minutes', () => {
  const folder = newFolder();
  symlinkSync(docs, join(folder, 'docs'));
  after(() => stop(folder));
  const shell = (script) => run('sh', ['-ec', script], { cwd: folder });

  it('makes keys and a configuration that the BFF can use, and a server that signs with them', async () => {
    await shell(commands('1. Keys')[0]);
    const judged = await shell(`. my-shop/secrets.sh && ${named('BFF')} --config my-shop/bff.toml --check-config`);
    assert.match(judged.stdout, /my-shop/);

    const script = `${commands('3. Your server')[0]}\nPORT=0 exec ${process.execPath} docs/server/node/server.mjs`;
    const [, url] = await start('sh', ['-ec', script], {}, /listening on (\S+)/, folder);
    const { signed_in: cookies } = JSON.parse(readFileSync(join(folder, 'my-shop/shop.json'), 'utf8'));
    const reply = await fetch(`${url}/topup/session`, { method: 'POST', headers: { cookie: `shop_session=${Object.keys(cookies)[0]}` } });
    const [, claims] = (await reply.json()).token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    assert.equal(JSON.parse(claims).iss, 'my-shop');
  });

  it('names commands, files and pages that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => join(docs, 'embed', path));
    const named = [...readme.matchAll(/\bdocs\/[\w/.-]+\w/g)].map(([path]) => join(docs, '..', path));
    assert.ok(links.length > 5 && named.length > 5);
    assert.deepEqual([...links, ...named].filter((path) => !existsSync(path)), []);
  });
});
