import { describe } from 'node:test';
import { isLong } from '../../../../scripts/sample.ts';
import { smbServerKinds } from '../../../../scripts/servers/smb-configuration.ts';
import { testFileMetadata } from '../../src/conformance/test-file-metadata.ts';
import { testFiles } from '../../src/conformance/test-files.ts';
import { testHostilePaths } from '../../src/conformance/test-hostile-paths.ts';
import { windowsFiles } from '../../src/windows/files/windows-files.ts';
import { createSession } from '../../src/windows/session/session.ts';
import { settingsOf, startServer } from '../support/windows-server.ts';

for (const kind of smbServerKinds) {
  const makeHost = async () => {
    const server = await startServer({ kind });
    const another = () => {
      const session = createSession(settingsOf(server));
      return { files: windowsFiles(session), close: session.close };
    };
    return { host: another(), another, folder: server.folder, cleanup: server.stop };
  };
  const disks = { folders: false, anySecurity: false };

  describe(`files of a computer that speaks as ${kind}`, () => {
    testFiles(makeHost, disks);
    if (kind !== 'encrypted' || isLong) testFileMetadata(makeHost, disks);
    if (kind === 'today' || isLong) testHostilePaths(makeHost, disks);
  });
}
