import { join } from 'node:path';
import { localBackend, memoryBackend } from '../src/index.ts';
import { testBackend } from './backend-conformance.ts';
import { folderForFile } from './helpers.ts';

const folder = folderForFile();
let places = 0;
testBackend('local', async () => localBackend(join(folder, String(++places))));
testBackend('memory', async () => memoryBackend());
