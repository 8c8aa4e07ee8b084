import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { findKnownHost } from '../src/backend/sftp/known-hosts.ts';
import { folderForFile } from './helpers.ts';

const folder = folderForFile();
const keys = ['one', 'two'].map(name => {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, name)]);
  return readFileSync(join(folder, `${name}.pub`), 'utf8').trim();
}) as [string, string];
const blob = (key: string) => Buffer.from(key.split(' ')[1]!, 'base64');
const [one, two] = keys;

function judge(host: string, port: number, ...lines: string[]): string {
  const file = join(folder, 'known_hosts');
  writeFileSync(file, lines.map(line => `${line}\n`).join(''));
  return findKnownHost({ host, port }, file).refuse(blob(one))?.code ?? 'known';
}

test('known hosts: names, ports, lists, wildcards, case', () => {
  assert.equal(judge('host', 22, `host ${one}`), 'known');
  assert.equal(judge('HOST', 22, `other,Host ${one}`), 'known');
  assert.equal(judge('host', 2222, `[host]:2222 ${one}`), 'known');
  assert.equal(judge('host', 2222, `host ${one}`), 'HOST_KEY_UNKNOWN');
  assert.equal(judge('a.site', 22, `*.site ${one}`), 'known');
  assert.equal(judge('a.site', 22, `*.site,!a.site ${one}`), 'HOST_KEY_UNKNOWN');
  assert.equal(judge('host', 22, '# host', '', `hos? ${two}`, `host ${one}`), 'known');
  assert.equal(judge('host', 22), 'HOST_KEY_UNKNOWN');
});

test('known hosts: another key, a revoked one, a certificate authority', () => {
  assert.equal(judge('host', 22, `host ${two}`), 'HOST_KEY_CHANGED');
  assert.equal(judge('host', 22, `host ${one}`, `@revoked * ${one}`), 'HOST_KEY_CHANGED');
  assert.equal(judge('host', 22, `@cert-authority host ${one}`), 'HOST_KEY_UNKNOWN');
});

test('known hosts: names that ssh-keygen has hashed, and the types of their keys', () => {
  const file = join(folder, 'hashed');
  writeFileSync(file, `host ${one}\n[host]:2222 ${two}\n`);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', file], { stdio: 'ignore' });
  assert.doesNotMatch(readFileSync(file, 'utf8'), /host/);
  const known = findKnownHost({ host: 'host', port: 22 }, file);
  assert.deepEqual(known.types, ['ssh-ed25519']);
  assert.equal(known.refuse(blob(one)), undefined);
  assert.equal(findKnownHost({ host: 'host', port: 2222 }, file).refuse(blob(one))?.code, 'HOST_KEY_CHANGED');
});

test('known hosts: a refusal shows the fingerprint as ssh-keygen does', () => {
  const shown = execFileSync('ssh-keygen', ['-l', '-f', join(folder, 'one.pub')], { encoding: 'utf8' }).split(' ')[1]!;
  const error = findKnownHost({ host: 'host', port: 22 }, join(folder, 'nothing')).refuse(blob(one));
  assert.ok(error?.message.endsWith(`ssh-ed25519 ${shown}`), error?.message);
});
