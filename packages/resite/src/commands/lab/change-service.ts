import { join } from 'node:path';
import { labHost } from '@resite/host/lab';
import { waitForService } from '@resite/host/wait-for-service';
import { machineName, readLab } from '@resite/lab/lab-file';
import type { Context } from '../../context.ts';
import { plainPath } from '../../plain-path.ts';

const states = { start: 'running', stop: 'stopped' } as const;
type Verb = keyof typeof states;

export async function changeService(
  context: Context,
  folder: string,
  typed: string,
  verb: Verb,
  name: string,
): Promise<void> {
  const machine = machineName(await readLab(folder), typed);
  const host = labHost({ name: machine, machine: join(plainPath(folder), machine) });
  try {
    await host.services[verb](name);
    await waitForService(host, name, states[verb], { timeoutMs: 30_000, pollMs: 50, signal: context.signal });
    context.emit({ message_type: 'lab_service', machine, service: name, state: states[verb] });
  } finally {
    await host.close();
  }
}
