import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResiteError } from '@resite/errors';
import { longTest } from '../../../scripts/sample.ts';
import { type RpcBinding, winreg } from '../src/index.ts';
import { testOperations } from './operations/test-operations.ts';
import { key, operations, room, stringBuf, valueNameBuf } from './operations/winreg.ts';
import { samba, struct } from './support/samba.ts';

testOperations('winreg', operations);

test('there are no more subkeys and values, and no such value', async () => {
  const { binding } = samba.server(
    'winreg',
    { out_name: stringBuf('', 512), out_keyclass: null, out_last_changed_time: null, result: 259 },
    { out_name: valueNameBuf('', 512), out_type: null, out_value: null, out_size: null, out_length: null, result: 259 },
    { out_type: null, out_data: null, out_data_size: null, out_data_length: null, result: 2 },
  );
  assert.equal(await winreg.enumerateKey(binding, key.own, 9), undefined);
  assert.equal(await winreg.enumerateValue(binding, key.own, 9), undefined);
  assert.equal(await winreg.queryValue(binding, key.own, 'nope'), undefined);
});

test('all subkeys and all values come one after the other', async () => {
  const names = ['Components', 'Identification', 'Tracing'];
  const { binding, requests } = samba.server(
    'winreg',
    ...names.map(name => ({
      out_name: stringBuf(name, 512),
      out_keyclass: null,
      out_last_changed_time: null,
      result: 0,
    })),
    { out_name: stringBuf('', 512), out_keyclass: null, out_last_changed_time: null, result: 259 },
    { out_name: valueNameBuf('a', 512), out_type: 3, out_value: [7], out_size: 1, out_length: 1, result: 0 },
    { out_name: valueNameBuf('', 512), out_type: null, out_value: null, out_size: null, out_length: null, result: 259 },
  );
  const subkeys = await all(winreg.enumerateKeys(binding, key.own));
  assert.deepEqual(
    subkeys.map(({ name }) => name),
    names,
  );
  const values = await all(winreg.enumerateValues(binding, key.own));
  assert.deepEqual(values, [{ name: 'a', type: 3, data: new Uint8Array([7]) }]);
  assert.deepEqual(
    requests.map(({ arguments: { enum_index } }) => enum_index),
    [0, 1, 2, 3, 0, 1],
  );
});

async function all<T>(entries: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}

test('what needs more room is asked for again with more', async () => {
  const long = 'x'.repeat(3000);
  const data = Buffer.alloc(5000, 0x5a).toString('hex');
  const { binding, requests } = samba.server(
    'winreg',
    { out_type: 1, out_data: null, out_data_size: 5000, out_data_length: 0, result: 234 },
    { out_type: 3, out_data: { bytes: data }, out_data_size: 5000, out_data_length: 5000, result: 0 },
    { out_name: valueNameBuf('', 512), out_type: 1, out_value: null, out_size: 10, out_length: 0, result: 234 },
    { out_name: valueNameBuf(long, 65534), out_type: 3, out_value: [1], out_size: 1, out_length: 1, result: 0 },
    { out_name: stringBuf('', 512), out_keyclass: null, out_last_changed_time: null, result: 234 },
    { out_name: stringBuf('k', 65534), out_keyclass: stringBuf(long, 65534), out_last_changed_time: null, result: 0 },
    { out_sd: struct('winreg.KeySecurityData', { data: null, size: 5000, len: 0 }), result: 122 },
    { out_sd: struct('winreg.KeySecurityData', { data: { bytes: data }, size: 20000, len: 5000 }), result: 0 },
  );
  assert.equal((await winreg.queryValue(binding, key.own, 'large'))?.data.length, 5000);
  assert.equal((await winreg.enumerateValue(binding, key.own, 0))?.name, long);
  assert.equal((await winreg.enumerateKey(binding, key.own, 0))?.className, long);
  assert.equal((await winreg.getKeySecurity(binding, key.own)).length, 5000);
  const sizes = requests.map(({ arguments: { data_size, size, name, sd } }) => [data_size ?? size, name, sd]);
  assert.deepEqual(sizes, [
    [1024, undefined, undefined],
    [5000, undefined, undefined],
    [1024, room(256), undefined],
    [4096, room(32767), undefined],
    [undefined, room(256), undefined],
    [undefined, room(32767), undefined],
    [undefined, undefined, { data: [], size: 4096, len: 0 }],
    [undefined, undefined, { data: [], size: 16384, len: 0 }],
  ]);
});

test('a long class of a key is asked for again with the largest room', async () => {
  const numbers = {
    out_num_subkeys: 0,
    out_max_subkeylen: 0,
    out_max_classlen: 0,
    out_num_values: 0,
    out_max_valnamelen: 0,
    out_max_valbufsize: 0,
    out_secdescsize: 0,
    out_last_changed_time: 0,
  };
  const long = 'x'.repeat(3000);
  const { binding, requests } = samba.server(
    'winreg',
    { ...numbers, out_classname: struct('winreg.String', { name: null }), result: 234 },
    { ...numbers, out_classname: struct('winreg.String', { name: long }), result: 0 },
  );
  assert.equal((await winreg.queryKeyInfo(binding, key.own)).className, long);
  assert.deepEqual(
    requests.map(({ arguments: { classname } }) => classname),
    [512, 65534].map(name_size => ({ name: '', name_len: 2, name_size })),
  );
});

longTest('a server that tells subkeys and values for ever is not believed', async () => {
  const { binding } = samba.server(
    'winreg',
    { out_name: stringBuf('again', 512), out_keyclass: null, out_last_changed_time: null, result: 0 },
    { out_name: valueNameBuf('again', 512), out_type: 3, out_value: [7], out_size: 1, out_length: 1, result: 0 },
  );
  for (const enumerate of [winreg.enumerateKeys, winreg.enumerateValues]) {
    let answer: Promise<Uint8Array> | undefined;
    const endless: RpcBinding = {
      server: 'BRANCH1',
      call: (operation, stub) => {
        answer ??= binding.call(operation, stub);
        return answer;
      },
    };
    await assert.rejects(
      async () => {
        for await (const _ of enumerate(endless, key.own));
      },
      error => isResiteError(error, 'RPC_ANSWER_INVALID'),
    );
  }
});
