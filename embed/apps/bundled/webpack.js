// Builds the page with webpack into the folder that is named; whatever it warns of is an error here.
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import webpack from 'webpack';

const [, , folder] = process.argv;
const src = join(import.meta.dirname, 'src');
const compiler = webpack({
  mode: 'production',
  context: import.meta.dirname,
  entry: './src/page.js',
  output: { path: folder, filename: 'page.js', clean: true, module: true },
  experiments: { outputModule: true },
});
const stats = await new Promise((done, fail) => compiler.run((error, built) => (error ? fail(error) : done(built))));
if (stats.hasErrors() || stats.hasWarnings()) {
  throw new Error(stats.toString({ all: false, errors: true, warnings: true }));
}
// The page names its script as webpack does.
await copyFile(join(src, 'index.html'), join(folder, 'index.html'));
