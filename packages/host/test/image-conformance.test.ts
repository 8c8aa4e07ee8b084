import { rm } from 'node:fs/promises';
import { imageHost } from '@resite/host';
import { testHost } from '@resite/host/conformance';
import { makeDisk } from './support/make-disk.ts';

const makeHost = async () => {
  const folder = await makeDisk();
  const another = () => imageHost({ name: 'BRANCH1', folder });
  return { host: another(), another, folder, cleanup: () => rm(folder, { recursive: true }) };
};

testHost('image', makeHost, { live: false });
