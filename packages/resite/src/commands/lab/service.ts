import { join, resolve } from 'node:path';
import { labHost, waitForService } from '@resite/host';
import { machineName, readLab } from '@resite/lab';
import { Argument, type Command } from 'commander';
import type { Context } from '../../context.ts';
import { addExamples, type Perform, setHandler } from '../define.ts';

const states = { start: 'running', stop: 'stopped' } as const;
type Verb = keyof typeof states;

export function addService(lab: Command, perform: Perform): void {
  const service = lab
    .command('service')
    .description('Start or stop a service of a lab machine, as an administrator does in Control Panel.')
    .argument('<folder>', 'folder of the lab')
    .argument('<machine>', 'its name')
    .addArgument(new Argument('<verb>', 'what to do').choices(Object.keys(states)))
    .argument('<service>', 'name of the service');
  addExamples(
    service,
    ['resite lab service ./lab BRANCH1 stop SMS_EXECUTIVE', 'and SMS_SITE_CONFIG_MANAGER will start it again'],
    ['resite lab service ./lab HQ1 stop MSSQLSERVER', 'the database of the parent is away'],
  );
  setHandler(service, perform, changeService);
}

async function changeService(context: Context, folder: string, typed: string, verb: Verb, name: string): Promise<void> {
  const machine = machineName(await readLab(folder), typed);
  const host = labHost({ name: machine, machine: join(resolve(folder), machine) });
  try {
    await host.services[verb](name);
    await waitForService(host, name, states[verb], { timeoutMs: 30_000, pollMs: 50, signal: context.signal });
    context.emit({ message_type: 'lab_service', machine, service: name, state: states[verb] });
  } finally {
    await host.close();
  }
}
