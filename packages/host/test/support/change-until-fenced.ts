import { isResiteError } from '@resite/errors';
import { imageHost } from '@resite/host';
import { dwordValue } from '@resite/registry/values';

/** Counts in the registry of a disk, as the lost twin of another run would, until the other run takes over. */
const host = imageHost({ name: 'TWIN', folder: process.argv[2]! });
for (let count = 1; ; count++) {
  try {
    await host.registry.setValue('HKLM\\SOFTWARE\\Twin', dwordValue('Count', count));
  } catch (error) {
    if (!isResiteError(error, 'FENCED')) throw error;
    console.log(`fenced at ${count}`);
    break;
  }
  if (count === 1) console.log('first change done');
}
