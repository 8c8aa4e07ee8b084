import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { imageHost } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { deleteValue, ensureKey, setValue } from '@resite/registry/keys';
import { stringValue } from '@resite/registry/values';
import { type DiskOptions, makeDisk } from './support/make-disk.ts';

const windowsNt = 'Microsoft\\Windows NT\\CurrentVersion';

async function identityOf(options?: DiskOptions) {
  const folder = await makeDisk(options);
  try {
    return await imageHost({ name: 'BRANCH1', folder }).identity();
  } finally {
    await rm(folder, { recursive: true });
  }
}

const usual = {
  computerName: 'BRANCH1',
  domain: 'BRANCHDOM',
  windowsVersion: '3.51',
  servicePack: 'Service Pack 5',
  platform: 'X86',
  drives: ['C', 'D'],
  systemRoot: 'C:\\WINNT35',
  hotfixes: [],
};

test('the identity is read from the registry and the folders', async () => {
  assert.deepEqual(await identityOf(), usual);
});

for (const [description, edit, expected] of [
  [
    'a computer without service pack',
    software => deleteValue(ensureKey(software, windowsNt), 'CSDVersion'),
    { servicePack: '' },
  ],
  [
    'a domain that is only the default of the logon',
    software => {
      const logon = ensureKey(software, `${windowsNt}\\Winlogon`);
      setValue(logon, stringValue('CachePrimaryDomain', ''));
      setValue(logon, stringValue('DefaultDomainName', 'HQDOM'));
    },
    { domain: 'HQDOM' },
  ],
  [
    'a computer with hotfixes',
    software => {
      for (const name of ['Q167871', 'Q147222']) ensureKey(software, `${windowsNt}\\Hotfix\\${name}`);
    },
    { hotfixes: ['Q147222', 'Q167871'] },
  ],
  [
    'a computer that names its ANSI code page',
    (_, system) => setValue(ensureKey(system, 'ControlSet002\\Control\\Nls\\CodePage'), stringValue('ACP', '1251')),
    { ansiCodePage: 1251 },
  ],
  [
    'no domain',
    software => deleteValue(ensureKey(software, `${windowsNt}\\Winlogon`), 'CachePrimaryDomain'),
    { domain: '' },
  ],
] satisfies [string, (software: RegistryKey, system: RegistryKey) => void, object][]) {
  test(`the identity of ${description}`, async () => {
    assert.deepEqual(await identityOf({ edit: ({ software, system }) => edit(software, system) }), {
      ...usual,
      ...expected,
    });
  });
}

for (const [productType, role] of [
  ['LanmanNT', 'domain-controller'],
  ['ServerNT', 'server'],
  ['WinNT', 'workstation'],
  ['Something', undefined],
] as const) {
  test(`the role of a computer whose ProductType is ${productType}: ${role}`, async () => {
    const found = await identityOf({
      edit: ({ system }) =>
        setValue(ensureKey(system, 'ControlSet002\\Control\\ProductOptions'), stringValue('ProductType', productType)),
    });
    assert.equal(found.role, role);
  });
}

for (const name of ['CurrentVersion', 'SystemRoot']) {
  test(`what is missing is named: ${name}`, async () => {
    await assert.rejects(
      identityOf({ edit: ({ software }) => void deleteValue(ensureKey(software, windowsNt), name) }),
      error => isResiteError(error, 'REGISTRY_KEY_MISSING') && error.message.includes(name),
    );
  });
}
