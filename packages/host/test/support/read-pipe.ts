import { once } from 'node:events';
import { Failed } from '../../src/windows/child/failure.ts';
import { loadLibraries } from '../../src/windows/child/libraries.ts';
import { createSmbClient } from '../../src/windows/child/smb-client.ts';

/** Reads the header of a PDU from a pipe through libsmbclient, as nothing of Resite does: what it is told to write first asks for the PDU. */
const [{ login, bind }] = await once(process, 'message');
const client = createSmbClient(loadLibraries(), login);
try {
  const pipe = client.call('open', client.url({ share: 'IPC$', path: 'winreg' }), 0o2, 0);
  client.call('write', pipe, bind, bind.length);
  process.send!(client.call('read', pipe, Buffer.alloc(16), 16));
} catch (error) {
  process.send!(error instanceof Failed ? error.failure : String(error));
}
process.disconnect();
