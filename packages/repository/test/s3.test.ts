import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inspect } from 'node:util';
import { sampled } from '../../../scripts/sample.ts';
import { type S3Server, startS3Server } from '../../../scripts/servers/s3-server.ts';
import { openBackend } from '../src/index.ts';
import { testBackend } from './backend-conformance.ts';
import { testCuts } from './backend-cuts.ts';
import { testInterop } from './backend-interop.ts';
import { folderForFile } from './helpers.ts';

const folder = folderForFile();
let server: S3Server;
before(async () => {
  server = await startS3Server(join(folder, 'ceph'));
});
after(() => server.stop());

let places = 0;
const newPath = () => {
  places += 1;
  return `bucket/${places}`;
};
const newLocation = () => `s3:${server.endpoint}/${newPath()}`;
const environment = () => ({
  AWS_ACCESS_KEY_ID: server.accessKeyId,
  AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
});

testBackend('S3', async () => openBackend(newLocation(), { environment: environment() }), {
  manyFiles: sampled(40, 1050),
});

testCuts('S3', {
  port: () => server.port,
  newPlace: () => {
    const path = newPath();
    return {
      open: (port, options) =>
        openBackend(`s3:http://127.0.0.1:${port}/${path}`, { ...options, environment: environment() }),
    };
  },
});

testInterop('S3', () => ({
  location: newLocation(),
  options: { environment: environment() },
  resticEnv: { ...environment(), AWS_CA_BUNDLE: '' },
}));

test('S3: wrong keys, a missing bucket, and none to log on with', async t => {
  const open = async (location: string, variables: Record<string, string>) => {
    const backend = await openBackend(location, { environment: variables });
    t.after(() => backend.close());
    return backend.list('config');
  };
  const wrongSecret = { ...environment(), AWS_SECRET_ACCESS_KEY: 'wrong sesame' };
  await assert.rejects(open(newLocation(), wrongSecret), (error: Error & { code: string; hint: string }) => {
    assert.equal(error.code, 'REPOSITORY_LOGIN');
    assert.doesNotMatch(inspect(error), /sesame/);
    return true;
  });
  await assert.rejects(open(newLocation(), { ...environment(), AWS_ACCESS_KEY_ID: 'nobody' }), {
    code: 'REPOSITORY_LOGIN',
  });
  await assert.rejects(open(newLocation(), {}), { code: 'REPOSITORY_LOGIN', message: /^there is no access key/ });
  const missing = `s3:${server.endpoint}/nobucket/x`;
  await assert.rejects(open(missing, environment()), { code: 'BUCKET_MISSING', message: /no bucket nobucket$/ });
});
