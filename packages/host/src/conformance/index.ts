import { describe } from 'node:test';
import type { Live, MakeHost, Offline } from './host-under-test.ts';
import { testCommands } from './test-commands.ts';
import { testFences } from './test-fences.ts';
import { testFileMetadata } from './test-file-metadata.ts';
import { testFiles } from './test-files.ts';
import { testHostilePaths } from './test-hostile-paths.ts';
import { testIdentity } from './test-identity.ts';
import { testLease, testOfflineLease } from './test-lease.ts';
import { testLiveServices } from './test-live-services.ts';
import { testOfflineServices } from './test-offline-services.ts';
import { testRegistry } from './test-registry.ts';
import { testServices } from './test-services.ts';
import { testShares } from './test-shares.ts';

export type { HostUnderTest, Live, MakeHost, Offline } from './host-under-test.ts';

/**
 * Registers tests (node:test) for every promise of `host.ts`. All drivers pass the same ones; only what needs a running computer differs.
 *
 * @example
 * ```ts
 * import { mkdtemp, rm } from 'node:fs/promises';
 * import { imageHost } from '@resite/host';
 * import { testHost } from '@resite/host/conformance';
 *
 * const makeHost = async () => {
 *   const folder = await mkdtemp('disk-');
 *   const open = () => imageHost({ name: 'BRANCH1', folder });
 *   return { host: open(), another: open, folder, cleanup: () => rm(folder, { recursive: true }) };
 * };
 * testHost('image', makeHost, { live: false });
 * ```
 */
export function testHost(description: string, makeHost: MakeHost, options: Live | Offline): void {
  describe(description, () => {
    testIdentity(makeHost, options);
    testFiles(makeHost, options);
    testFileMetadata(makeHost, options);
    testHostilePaths(makeHost, options);
    testRegistry(makeHost, options);
    testServices(makeHost, options);
    if (options.live) testLiveServices(makeHost, options);
    else testOfflineServices(makeHost);
    if (options.live) testLease(makeHost, options);
    else testOfflineLease(makeHost);
    testShares(makeHost);
    testCommands(makeHost, options);
    testFences(makeHost, options);
  });
}
