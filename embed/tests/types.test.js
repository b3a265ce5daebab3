// The types as compilers see them. What they must refuse stands in the pages, behind `@ts-expect-error`: a line that is not refused fails.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const embed = join(import.meta.dirname, '..');
const docs = join(embed, '../docs/embed');

function compile(compiler, project) {
  const program = join(embed, 'node_modules', compiler);
  const { status, stdout } = spawnSync(process.execPath, [program, '--project', project], { cwd: embed, encoding: 'utf8' });
  return { status, stdout };
}

/** Puts a page of the documentation beside an app's own, so that it is compiled with that app's packages. */
function document(app, page) {
  const folder = join(embed, 'apps', app, 'documented');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(join(docs, page), join(folder, page.split('/').at(-1)));
}

const PAGES = [
  ['plain', 'typescript/bin/tsc', undefined],
  ['react18', 'typescript/bin/tsc', 'react/TopUp.tsx'],
  ['react19', 'typescript/bin/tsc', 'react/TopUp.tsx'],
  ['vue', 'vue-tsc/bin/vue-tsc.js', 'vue/TopUp.vue'],
];

for (const [app, compiler, page] of PAGES) {
  test(`${app}: right use is accepted and wrong use refused`, () => {
    if (page) document(app, page);
    assert.deepEqual(compile(compiler, join(embed, 'apps', app)), { status: 0, stdout: '' });
  });
}

test('a mistake is really seen', () => {
  const folder = mkdtempSync(join(embed, 'apps/plain/node_modules/mistake-'));
  try {
    const project = { extends: '../../../../tsconfig.json', files: ['page.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const text = readFileSync(join(embed, 'apps/plain/src/mistakes.ts'), 'utf8');
    writeFileSync(join(folder, 'page.ts'), text.replaceAll('@ts-expect-error', 'not expected'));
    const { status, stdout } = compile('typescript/bin/tsc', folder);
    assert.notEqual(status, 0);
    const refused = new Set([...stdout.matchAll(/^.*page\.ts\((\d+),/gm)].map(([, line]) => line));
    assert.equal(refused.size, text.split('@ts-expect-error').length - 1, stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
