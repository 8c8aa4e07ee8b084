import { defined } from '@resite/errors';
import type { Host } from '@resite/host';
import type { RegistryKey } from '@resite/registry';
import { createKey } from '@resite/registry/keys';
import { dwordValue, multiStringValue, stringValue } from '@resite/registry/values';
import fc from 'fast-check';
import type { Operation } from './same-answers.ts';

/** Few names, so that operations meet; some differ in case only, some are refused. */
const names = fc.constantFrom('A', 'a', 'Straße', 'STRAßE', 'b.txt', 'NUL', 'x ');
const filePaths = fc
  .tuple(fc.constantFrom('C:', 'c:', 'Q:'), fc.array(names, { maxLength: 3 }))
  .map(([drive, parts]) => `${drive}\\${parts.join('\\')}`);
const keyPaths = fc
  .array(fc.constantFrom('K', 'k', 'Größe', 'GRÖßE', ''), { maxLength: 3 })
  .map(parts => ['HKLM\\SOFTWARE\\Resite', ...parts].join('\\'));
const services = fc.constantFrom('SMS_EXECUTIVE', 'Sms_Executive', 'BOOTSTRAP', 'A/B', '');
const shares = fc.constantFrom('SMS_SHR', 'Sms_Shr', 'Größe', 'C$', 'A\\B');
const bytes = fc.uint8Array({ maxLength: 12 });
const longAgo = fc.bigInt(-1000n, 10n ** 15n);

const attributes = fc.oneof(fc.nat(0x3f), fc.constantFrom(0x8000_0020, 0xffff_ffff));

export const metadata = fc.record(
  { modified: longAgo, created: longAgo, attributes, securityDescriptor: bytes },
  { requiredKeys: [] },
);

export const values = fc.oneof(
  fc.record({ name: fc.constantFrom('', 'V', 'v', 'Ä', 'ä'), type: fc.nat(12), data: bytes }),
  fc.constantFrom(dwordValue('Start', 3), stringValue('V', 'text'), multiStringValue('M', ['a', 'b'])),
);

const keys: fc.Arbitrary<RegistryKey> = fc.letrec<{ key: RegistryKey }>(tie => ({
  key: fc
    .record({
      name: fc.constantFrom('K', 'k', 'Größe', 'Z'),
      volatile: fc.boolean(),
      className: fc.option(fc.constantFrom('Class', ''), { nil: undefined }),
      lastWrite: fc.bigInt(0n, 10n ** 15n),
      values: fc.array(values, { maxLength: 3 }),
      subkeys: fc.array(tie('key'), { maxLength: 2, depthIdentifier: 'key' }),
    })
    .map(({ className, volatile, ...rest }) => ({
      ...createKey(rest.name),
      ...rest,
      ...defined({ className: className || undefined, volatile: volatile || undefined }),
      subkeys: rest.subkeys.toSorted((a, b) => (a.name.toUpperCase() < b.name.toUpperCase() ? -1 : 1)),
    })),
})).key;

const definitions = fc.record(
  {
    name: services,
    displayName: fc.constantFrom('', 'Executive'),
    imagePath: fc.constantFrom('C:\\SMSEXEC.EXE', 'c:\\smsexec.exe', 'C:\\A\0'),
    account: fc.constantFrom('LocalSystem', 'BRANCHDOM\\SMSADMIN'),
    startType: fc.constantFrom('auto' as const, 'manual' as const, 'disabled' as const),
  },
  { requiredKeys: ['name', 'imagePath', 'account', 'startType'] },
);

/** What every driver does alike, whether or not the computer runs. */
export const anyOperation: fc.Arbitrary<Operation> = fc.oneof(
  operation('files.stat', [filePaths], host => host.files.stat),
  operation('files.list', [filePaths, fc.record({ security: fc.boolean() })], host => host.files.list),
  operation('files.securityDescriptor', [filePaths], host => host.files.securityDescriptor),
  operation('files.read', [filePaths], host => host.files.read),
  operation('files.write', [filePaths, bytes], host => host.files.write),
  operation('files.createFolder', [filePaths], host => host.files.createFolder),
  operation('files.setMetadata', [filePaths, metadata], host => host.files.setMetadata),
  operation('files.rename', [filePaths, filePaths], host => host.files.rename),
  operation('files.remove', [filePaths], host => host.files.remove),
  operation(
    'files.openWriter',
    [filePaths, fc.nat(6), fc.array(fc.tuple(fc.nat(8), bytes), { maxLength: 3 })],
    host => async (path, size, pieces) => {
      const writer = await host.files.openWriter(path, size);
      for (const [position, data] of pieces) await writer.write(position, data);
      await writer.close();
    },
  ),
  operation('registry.read', [keyPaths], host => host.registry.read),
  operation('registry.value', [keyPaths, fc.constantFrom('', 'V', 'ä')], host => host.registry.value),
  operation('registry.replace', [keyPaths, keys], host => host.registry.replace),
  operation('registry.setValue', [keyPaths, values], host => host.registry.setValue),
  operation('registry.remove', [keyPaths], host => host.registry.remove),
  operation('services.query', [services], host => host.services.query),
  operation('services.list', [], host => host.services.list),
  operation('services.install', [definitions], host => definition => host.services.install(definition, undefined)),
  operation('services.remove', [services], host => host.services.remove),
  operation(
    'services.setStartType',
    [services, fc.constantFrom('auto' as const, 'disabled' as const)],
    host => host.services.setStartType,
  ),
  operation('services.stop', [services], host => host.services.stop),
  operation('shares.list', [], host => host.shares.list),
  operation(
    'shares.create',
    [
      fc.record(
        {
          name: shares,
          path: fc.constantFrom('C:\\A', 'X'),
          comment: fc.constantFrom('', 'ä'),
          securityDescriptor: bytes,
        },
        { requiredKeys: ['name', 'path', 'comment'] },
      ),
    ],
    host => host.shares.create,
  ),
  operation('shares.remove', [shares], host => host.shares.remove),
);

export function operation<Arguments extends unknown[]>(
  name: string,
  given: { [Index in keyof Arguments]: fc.Arbitrary<Arguments[Index]> },
  method: (host: Host) => (...args: Arguments) => Promise<unknown>,
): fc.Arbitrary<Operation> {
  return fc.tuple<Arguments>(...given).map(args => ({
    title: `${name} ${args.map(argument => fc.stringify(argument)).join(' ')}`,
    run: host => method(host)(...args),
  }));
}
