import assert from 'node:assert/strict';
import { test } from 'node:test';
import { surveySiteServer } from '../src/ids/survey-server.ts';
import { discoverSite } from '../src/index.ts';
import { siteServer } from './support/make-site.ts';

test('a client of SMS 1.2 that wants to be configured has its ID, tried or not yet (Q168518)', async () => {
  await using server = await siteServer();
  const { files } = server.host;
  await files.write('D:\\SMS\\LOGON.SRV\\CCR.BOX\\S0201010.CCR', Buffer.from(''));
  await files.write('D:\\SMS\\LOGON.SRV\\CCR.BOX\\RETRY\\S0201011.CCR', Buffer.from(''));
  const { sightings } = await surveySiteServer(server.host, await discoverSite(server.host));
  const requests = sightings.filter(({ where }) => where.endsWith('.CCR'));
  assert.deepEqual(
    requests.map(({ uid, role }) => [uid.counter, role]),
    [
      [36, 'used'],
      [37, 'used'],
    ],
  );
});
