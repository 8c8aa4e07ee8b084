import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { openBackend } from '../src/index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, number: number) => void;

/** A backend over a server that answers as the test wants it. */
async function over(t: TestContext, answer: Answer, retries = 3) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(request, response, requests.length));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const backend = await openBackend(`rest:http://127.0.0.1:${port}/`, { retry: { retries, firstWait: 1 } });
  t.after(() => backend.close());
  return { backend, requests };
}

const name = 'ab'.repeat(32);

test('REST: a list of version 1 has no sizes, and they are asked for', async t => {
  const { backend, requests } = await over(t, ({ method }, response) => {
    if (method === 'HEAD') response.setHeader('content-length', '42').end();
    else response.setHeader('content-type', 'application/vnd.x.restic.rest.v1').end(JSON.stringify([name, 'tmp-file']));
  });
  assert.deepEqual(await backend.list('index'), [{ name, size: 42 }]);
  assert.deepEqual(requests, ['GET /index/', `HEAD /index/${name}`]);
});

test('REST: an empty list of a Go server, and a folder that is not there', async t => {
  const { backend } = await over(t, ({ url }, response) => {
    if (url === '/index/') response.end('null');
    else response.writeHead(404).end();
  });
  assert.deepEqual(await backend.list('index'), []);
  assert.deepEqual(await backend.list('data'), []);
});

for (const status of [408, 429, 500, 502, 503]) {
  test(`REST: ${status} is tried again`, async t => {
    const { backend, requests } = await over(t, (_request, response, number) => {
      response.writeHead(number < 3 ? status : 200).end(number < 3 ? 'busy' : 'content');
    });
    assert.equal((await backend.load('index', name)).toString(), 'content');
    assert.equal(requests.length, 3);
  });
}

for (const [status, code] of [
  [400, 'REPOSITORY_PROTOCOL'],
  [401, 'REPOSITORY_LOGIN'],
  [403, 'REPOSITORY_FORBIDDEN'],
  [501, 'REPOSITORY_PROTOCOL'],
  [507, 'DISK_FULL'],
] as const) {
  test(`REST: ${status} is ${code} and not tried again`, async t => {
    const { backend, requests } = await over(t, (_request, response) =>
      response.writeHead(status).end('why\u001b[2J\nmore'),
    );
    await assert.rejects(backend.save('index', name, [Buffer.from('x')]), { code, message: /: why ?.?\[2J$/ });
    assert.equal(requests.length, 1);
  });
}

test('REST: a save whose answer got lost is found stored, and not sent again', async t => {
  const { backend, requests } = await over(t, ({ method, socket }, response) => {
    if (method === 'POST') socket.destroy();
    else response.setHeader('content-length', '7').end();
  });
  await backend.save('index', name, [Buffer.from('content')]);
  assert.deepEqual(requests, [`POST /index/${name}`, `HEAD /index/${name}`]);
});

test('REST: a file that ends early is damage, also on a server that breaks off', async t => {
  const { backend } = await over(t, ({ method, socket }, response) => {
    if (method === 'HEAD') return response.setHeader('content-length', '7').end();
    response.writeHead(206, { 'content-length': '10' }).write('content');
    setTimeout(() => socket.destroy(), 20);
    return undefined;
  });
  await assert.rejects(backend.load('data', name, { offset: 0, length: 10 }), { code: 'REPOSITORY_DAMAGED' });
});

test('REST: a server that does not answer with a list is not a restic server', async t => {
  const { backend } = await over(t, (_request, response) => response.end('<html>'));
  await assert.rejects(backend.list('index'), { code: 'REPOSITORY_PROTOCOL' });
});

test('REST: a connection that the server ended while it was idle costs no try', async t => {
  const { backend, requests } = await over(
    t,
    ({ socket }, response, number) => {
      if (number === 2) socket.destroy();
      else response.end('content');
    },
    0,
  );
  for (const _ of [1, 2]) assert.equal((await backend.load('index', name)).toString(), 'content');
  assert.equal(requests.length, 3);
});

test('S3: a list that comes in pages is read to its end', async t => {
  const names = ['ab', 'cd', 'ef'].map(digits => digits.repeat(32));
  const asked: URLSearchParams[] = [];
  const server = createServer(({ url = '' }, response) => {
    const query = new URL(url, 'http://x').searchParams;
    asked.push(query);
    const page = Number(query.get('continuation-token') ?? 0);
    const key = `<Contents><Key>index/${names[page]}</Key><Size>${page}</Size></Contents>`;
    const more = `<IsTruncated>true</IsTruncated><NextContinuationToken>${page + 1}</NextContinuationToken>`;
    response.end(`<ListBucketResult>${page < 2 ? more : '<IsTruncated>false</IsTruncated>'}${key}</ListBucketResult>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as { port: number };
  const environment = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  const backend = await openBackend(`s3:http://127.0.0.1:${port}/bucket`, { environment });
  t.after(() => backend.close());
  assert.deepEqual(
    await backend.list('index'),
    names.map((name, size) => ({ name, size })),
  );
  assert.equal(asked.length, 3);
});
