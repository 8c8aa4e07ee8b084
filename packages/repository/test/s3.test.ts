import { join } from 'node:path';
import { after, before } from 'node:test';
import { type S3Server, startS3Server } from '../../../scripts/servers/s3-server.ts';
import { openBackend } from '../src/index.ts';
import { testBackend } from './backend-conformance.ts';
import { folderForFile } from './helpers.ts';

const folder = folderForFile();
let server: S3Server;
before(async () => {
  server = await startS3Server(join(folder, 'ceph'));
});
after(() => server.stop());

let places = 0;
const newLocation = () => {
  places += 1;
  return `s3:${server.endpoint}/bucket/${places}`;
};
const environment = () => ({
  AWS_ACCESS_KEY_ID: server.accessKeyId,
  AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
});

testBackend('S3', async () => openBackend(newLocation(), { environment: environment() }), { manyFiles: 1050 });
