import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Child, freePort, startChild, untilReady } from './child.ts';

export interface S3Server {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Ceph's gateway for S3 on one monitor and one storage daemon that keeps everything in memory. Takes some 10 seconds. */
export async function startS3Server(folder: string): Promise<S3Server> {
  const at = (name: string) => join(folder, name);
  for (const name of ['mon', 'osd', 'run', 'rgw']) mkdirSync(at(name), { recursive: true });
  const [monPort, port] = [await freePort(), await freePort()];
  const fsid = randomUUID();
  writeFileSync(at('ceph.conf'), config(folder, fsid, monPort, port));
  const keys = { accessKeyId: 'testtesttest', secretAccessKey: 'a secret of the tests' };

  // Keys that are there from the beginning need not be asked for later; without cephx the gateway hangs.
  await createKeys(at('keyring'));
  await run('monmaptool', ['--create', '--addv', 'a', `[v2:127.0.0.1:${monPort}]`, '--fsid', fsid, at('monmap')]);
  const options = ['-c', at('ceph.conf')];
  await run('ceph-mon', [...options, '--mkfs', '-i', 'a', '--monmap', at('monmap'), '--keyring', at('keyring')]);
  const children: Child[] = [];
  const start = (command: string, args: string[]) => {
    const child = startChild(command, [...options, ...args]);
    children.push(child);
    return child;
  };
  const stop = async () => {
    await Promise.all(children.map(child => child.stop()));
  };
  try {
    start('ceph-mon', ['-f', '-i', 'a']);
    const osd = randomUUID();
    await run('ceph', [...options, 'osd', 'new', osd], { timeout: 30_000 });
    await run('ceph-osd', [...options, '-i', '0', '--mkfs', '--osd-uuid', osd]);
    start('ceph-osd', ['-f', '-i', '0']);
    const gateway = start('radosgw', ['-f', '-n', 'client.rgw']);
    const user = ['--uid', 'test', '--display-name', 'Test', '--access-key', keys.accessKeyId];
    await run('radosgw-admin', [...options, 'user', 'create', ...user, '--secret-key', keys.secretAccessKey], {
      timeout: 60_000,
    });
    await untilReady(gateway, () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
  } catch (error) {
    const outputs = children.map(child => child.output()).join('\n');
    await stop();
    throw new Error(`the S3 server did not come up:\n${outputs}`, { cause: error });
  }
  return { port, endpoint: `http://127.0.0.1:${port}`, ...keys, stop };
}

async function createKeys(file: string): Promise<void> {
  const everything = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *'];
  await run('ceph-authtool', ['--create-keyring', file, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *']);
  for (const name of ['client.admin', 'client.rgw', 'osd.0'])
    await run('ceph-authtool', [file, '--gen-key', '-n', name, ...everything]);
}

function config(folder: string, fsid: string, monPort: number, port: number): string {
  return `[global]
fsid = ${fsid}
mon host = [v2:127.0.0.1:${monPort}]
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
keyring = ${folder}/keyring
run dir = ${folder}/run
admin socket =
log file =
log to stderr = true
pid file =
mon data = ${folder}/mon
mon allow pool size one = true
mon data avail crit = 1
mon data avail warn = 2
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 4294967296
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
rgw data = ${folder}/rgw
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw dynamic resharding = false
rgw enable usage log = false
rgw run sync thread = false
`;
}
