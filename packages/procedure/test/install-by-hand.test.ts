import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { isResiteError, ResiteError } from '@resite/errors';
import type { Host, ServiceDefinition } from '@resite/host';
import { memoryHost, memoryMachine, newMachine } from '@resite/host/memory';
import { installService } from '../src/actions/revive.ts';
import type { Execution } from '../src/execution/execution.ts';
import { withImageSite } from './support/image-site.ts';

const account = 'BRANCHDOM\\SMSADMIN';
const password = 'Correct horse';
const imagePath = 'C:\\SMS\\SITE.SRV\\X86.BIN\\SITEINS.EXE';
const definition: ServiceDefinition = {
  name: 'SMS_SITE_CONFIG_MANAGER',
  displayName: 'SMS_SITE_CONFIG_MANAGER',
  imagePath,
  account,
  startType: 'auto',
};

/** A computer that takes no password over the network: not at all, or so that its services do not log on. */
async function deafHost(refused: 'install' | 'start'): Promise<{ deaf: Host; host: Host }> {
  const machine = newMachine({ computerName: 'BRANCH1', domain: 'BRANCHDOM', drives: { C: 2 ** 30 }, now: Date.now() });
  const host = memoryHost({
    name: 'BRANCH1',
    machine: memoryMachine(machine, { account: () => ({ password }), clock: Date.now, sleep }),
  });
  await host.files.write(imagePath, Buffer.from('MZ'));
  const refuse = () => {
    throw new ResiteError('SERVICE_PASSWORD_REFUSED', 'Windows did not understand the encrypted password');
  };
  const services: Host['services'] = {
    ...host.services,
    install: async (wanted, given) => {
      if (given === undefined) assert.equal((await host.services.query(wanted.name))?.imagePath, wanted.imagePath);
      else if (refused === 'install') refuse();
      else await host.services.install(wanted, 'garbled');
    },
    start: async () => refuse(),
  };
  return { deaf: { ...host, services }, host };
}

async function installOn(deaf: Host, execution: Execution, person: (text: string) => void): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'by-hand-'));
  const file = join(folder, 'password');
  await writeFile(file, password, { mode: 0o600 });
  const emit = (event: object) => {
    assert.ok('text' in event);
    person(String(event.text));
  };
  Object.assign(execution, { emit, host: () => deaf });
  const action = {
    type: 'install-service',
    host: 'BRANCH1',
    service: definition.name,
    imagePath,
    account: { user: account, password: { file } },
  } as const;
  try {
    return (await installService(action, execution)).detail;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a computer that does not take the service: a person is asked for it, in the words of INSTSRV', () =>
  withImageSite(async ({ execution }) => {
    const { deaf, host } = await deafHost('install');
    const said: string[] = [];
    const detail = await installOn(deaf, execution, text => {
      said.push(text);
      void host.services.install(definition, password).then(() => host.services.start(definition.name));
    });
    assert.equal(detail, 'SMS_SITE_CONFIG_MANAGER runs as BRANCHDOM\\SMSADMIN; a person has given it its password');
    assert.equal(said.length, 1);
    for (const part of ['INSTSRV.EXE', account, '\\\\BRANCH1', imagePath, 'waits 15 minutes'])
      assert.ok(said[0]!.includes(part), `${part} is not in: ${said[0]}`);
    assert.ok(!said[0]!.includes(password));
  }));

test('a service that does not log on with what was sent: a person is asked for the password alone', () =>
  withImageSite(async ({ execution }) => {
    const { deaf, host } = await deafHost('start');
    const said: string[] = [];
    await installOn(deaf, execution, text => {
      said.push(text);
      void host.services.install(definition, password).then(() => host.services.start(definition.name));
    });
    assert.match(said.join(), /Control Panel, Services, SMS_SITE_CONFIG_MANAGER, Startup/);
    assert.doesNotMatch(said.join(), /INSTSRV/);
  }));

test('a run that is interrupted while it waits for the person ends at once', () =>
  withImageSite(async ({ execution }) => {
    const { deaf } = await deafHost('install');
    const abort = new AbortController();
    Object.assign(execution, { signal: abort.signal });
    await assert.rejects(
      installOn(deaf, execution, () => abort.abort()),
      error => !isResiteError(error, 'SERVICE_PASSWORD_REFUSED'),
    );
  }));
