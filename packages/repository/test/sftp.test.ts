import { join } from 'node:path';
import { after, before } from 'node:test';
import { type SftpServer, startSftpServer } from '../../../scripts/servers/sftp-server.ts';
import { openBackend } from '../src/index.ts';
import { testBackend } from './backend-conformance.ts';
import { folderForFile } from './helpers.ts';

const folder = folderForFile();
let server: SftpServer;
before(async () => {
  server = await startSftpServer(join(folder, 'ssh'));
});
after(() => server.stop());

let places = 0;
const newLocation = () => {
  places += 1;
  return server.location(join(folder, 'repositories', String(places)));
};
const settings = () => ({
  server: { keyFile: server.keyFile, knownHostsFile: server.knownHostsFile },
  environment: {},
});

testBackend('SFTP', async () => openBackend(newLocation(), settings()));
