import { join } from 'node:path';
import { localBackend, memoryBackend } from '../src/index.ts';
import { testBackend } from './backend-conformance.ts';
import { temporaryFolder } from './helpers.ts';

testBackend('local', async t => localBackend(join(temporaryFolder(t), 'repository')));
testBackend('memory', async () => memoryBackend());
