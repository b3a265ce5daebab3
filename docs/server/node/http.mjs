// The little of a web server that these routes need; in your own framework you need none of it.
import { createServer } from 'node:http';

/** Serves `answer(request)`, which promises `{status, headers, body}`. */
export function serve(answer) {
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, headers = {}, body = '' }) => response.writeHead(status, headers).end(body),
      (error) => {
        console.error(error);
        response.writeHead(500).end();
      },
    );
  });
  server.listen(Number(setting('PORT')), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`));
}

/** The body as it came: a signature is over its very bytes. */
export async function bytes(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > 64 * 1024) throw new Error('a call that is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function setting(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is missing`);
  return value;
}
