import { join } from 'node:path';
import { after, before } from 'node:test';
import { type RestServer, startRestServer } from '../../../scripts/servers/rest-server.ts';
import { openBackend } from '../src/index.ts';
import { testBackend } from './backend-conformance.ts';
import { folderForFile } from './helpers.ts';

const folder = folderForFile();
let server: RestServer;
before(async () => {
  server = await startRestServer(join(folder, 'served'));
});
after(() => server.stop());

let places = 0;
const newLocation = () => {
  places += 1;
  return `${server.location}${places}/`;
};

testBackend('REST', async () => openBackend(newLocation()), { atomicOverwrite: false });
