import { startComputer } from './windows-server.ts';

const { folder } = await startComputer();
process.send!({ folder });
