import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isResiteError } from '@resite/errors';
import { stringValue } from '@resite/registry/values';
import { randomFrom, sampled, seed } from '../../../../scripts/sample.ts';
import { startSpoilingProxy } from '../support/spoiling-proxy.ts';
import { hostOf, startServer } from '../support/windows-server.ts';

// SMB 1 without signatures: with them, whatever is changed on the way is refused at once
test(`what a computer answers may be any bytes: an error, and never the end of this program (seed ${seed})`, async t => {
  const server = await startServer({ kind: 'nt4' });
  t.after(() => server.stop());
  const proxy = await startSpoilingProxy(server.port, server.address, randomFrom(seed));
  t.after(() => proxy.stop());
  const patient = hostOf(server);
  t.after(() => patient.close());
  const key = 'HKLM\\SOFTWARE\\Microsoft\\SMS';
  await patient.files.write('C:\\SMS\\SYSTEM.MAP', Buffer.from('map'));
  await patient.registry.setValue(`${key}\\Identification`, stringValue('Site Code', 'S01'));
  // an answer that is spoiled may be one that never comes
  const host = hostOf(server, { address: '127.0.0.1', port: proxy.port, answerTimeout: 2000 });
  t.after(() => host.close());
  const attempts = [
    () => host.files.list('C:\\SMS'),
    () => host.files.read('C:\\SMS\\SYSTEM.MAP'),
    () => host.registry.read(key),
    () => host.shares.list(),
    () => host.files.securityDescriptor('C:\\SMS'),
    () => host.services.passwordSet('BRANCH1\\root'),
  ];

  for (let round = 0; round < sampled(4, 80); round++) {
    proxy.spoilOneIn([40, 150, 600, 2500][round % 4]!);
    try {
      await attempts[round % attempts.length]!();
    } catch (error) {
      assert.ok(isResiteError(error), inspect(error));
    }
  }
  assert.ok(proxy.spoiled > 0);
  proxy.spoilOneIn(Number.POSITIVE_INFINITY);
  const read = () => host.files.read('C:\\SMS\\SYSTEM.MAP').then(String, error => error.code);
  // who changes answers can also say that the password is wrong, and is believed
  const ends = ['map', 'HOST_LOGON'];
  const outcomes: string[] = [];
  while (outcomes.length < 5 && !ends.includes(outcomes.at(-1)!)) outcomes.push(await read());
  assert.ok(ends.includes(outcomes.at(-1)!), outcomes.join());
});
