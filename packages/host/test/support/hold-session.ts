import { once } from 'node:events';
import { isResiteError } from '@resite/errors';
import { createSession } from '../../src/windows/session/session.ts';

/** Begins the session that it is asked for, reports how that went, and keeps it. */
const [{ settings, password }] = await once(process, 'message');
process.on('message', () => {}); // so it lives until the channel is closed
const session = createSession({ ...settings, password: () => password });
try {
  await session.ask('list the folder', [{ share: 'C$', path: '' }]);
  process.send!({ code: 'open' });
} catch (error) {
  if (!isResiteError(error)) throw error;
  process.send!({ code: error.code, message: error.message, hint: error.hint });
}
