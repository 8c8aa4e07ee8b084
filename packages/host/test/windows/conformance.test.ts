import { after, before, describe } from 'node:test';
import type { Host } from '@resite/host';
import { dwordValue } from '@resite/registry/values';
import { isLong } from '../../../../scripts/sample.ts';
import { smbServerKinds } from '../../../../scripts/servers/smb-configuration.ts';
import type { SmbServer } from '../../../../scripts/servers/smb-server.ts';
import { testFileMetadata } from '../../src/conformance/test-file-metadata.ts';
import { testFiles } from '../../src/conformance/test-files.ts';
import { testHostilePaths } from '../../src/conformance/test-hostile-paths.ts';
import { testRegistry } from '../../src/conformance/test-registry.ts';
import { hostOf, startServer } from '../support/windows-server.ts';

const disks = { folders: false, anySecurity: false };
// Windows sets the times of keys itself; smbd knows no classes, and takes the names of values as they were last given
const traits = { keyTimes: false, keyClasses: false, valueNames: false };

// what encryption changes, session.test.ts shows by day
for (const kind of smbServerKinds.filter(kind => kind !== 'encrypted' || isLong)) {
  describe(`a computer that speaks as ${kind}`, () => {
    let server: SmbServer;
    let host: Host;

    before(async () => {
      server = await startServer({ kind });
      host = hostOf(server);
      await host.registry.setValue('HKLM\\SYSTEM\\Select', dwordValue('Current', 1));
    });

    after(async () => {
      await host.close();
      await server.stop();
    });

    /** One for all groups of tests: their names differ, and starting a computer costs more than the tests. */
    const makeHost = async () => ({
      host: { ...host, close: async () => {} },
      another: () => hostOf(server),
      folder: server.folder,
      cleanup: async () => {},
    });

    testFiles(makeHost, disks);
    testFileMetadata(makeHost, disks);
    testRegistry(makeHost, traits);
    if (kind === 'today' || isLong) testHostilePaths(makeHost, disks);
  });
}
