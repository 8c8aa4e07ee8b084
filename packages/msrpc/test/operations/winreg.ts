import { winreg } from '../../src/index.ts';
import { handle, struct, type Value } from '../support/samba.ts';
import type { OperationCase } from './operation-case.ts';

export const key = handle('key', 7);
export const opened = handle('key', 8);

export const text = (name: string): Value => ({ name, name_len: 2 * name.length + 2, name_size: 2 * name.length + 2 });
export const none: Value = { name: null, name_len: 0, name_size: 0 };
/** An empty text with room for this many characters, as Samba unpacks it. */
export const room = (characters: number): Value => ({ name: '', length: 0, size: 2 * characters });
export const stringBuf = (name: string, size: number) => struct('winreg.StringBuf', { size, name });
export const valueNameBuf = (name: string, size: number) => struct('winreg.ValNameBuf', { size, name });
export const when = 125_000_000_000_000_000n;
export const fileTime = { number: `${when}` };

/** Each operation: what Samba reads in our request, and what we read in Samba's answer. */
export const operations: readonly OperationCase[] = [
  {
    name: 'HKEY_LOCAL_MACHINE is opened',
    operation: 'OpenHKLM',
    call: binding => winreg.openLocalMachine(binding),
    asked: { system_name: null, access_mask: 0x02000000 },
    answered: { out_handle: opened.samba },
    given: opened.own,
  },
  {
    name: 'a key is opened with access and options',
    operation: 'OpenKey',
    call: binding =>
      winreg.openKey(binding, key.own, 'SOFTWARE\\Microsoft\\SMS', {
        access: winreg.keyAccess.KEY_READ,
        options: winreg.keyOption.REG_OPTION_BACKUP_RESTORE,
      }),
    asked: { parent_handle: key.samba, keyname: text('SOFTWARE\\Microsoft\\SMS'), options: 4, access_mask: 0x20019 },
    answered: { out_handle: opened.samba },
    given: opened.own,
  },
  {
    name: 'a key is created with a class',
    operation: 'CreateKey',
    call: binding => winreg.createKey(binding, key.own, 'Süd ☃', { className: 'Klasse', access: 0xf003f }),
    asked: {
      handle: key.samba,
      name: text('Süd ☃'),
      keyclass: text('Klasse'),
      options: 0,
      access_mask: 0xf003f,
      secdesc: null,
      action_taken: 0,
    },
    answered: { out_new_handle: opened.samba, out_action_taken: 1 },
    given: { key: opened.own, created: true },
  },
  {
    name: 'a key that is created may be there already',
    operation: 'CreateKey',
    call: binding => winreg.createKey(binding, key.own, 'SMS'),
    asked: {
      handle: key.samba,
      name: text('SMS'),
      keyclass: none,
      options: 0,
      access_mask: 0x02000000,
      secdesc: null,
      action_taken: 0,
    },
    answered: { out_new_handle: opened.samba, out_action_taken: 2 },
    given: { key: opened.own, created: false },
  },
  {
    name: 'a key is closed',
    operation: 'CloseKey',
    call: binding => winreg.closeKey(binding, key.own),
    asked: { handle: key.samba },
    answered: { out_handle: handle('key', 0).samba },
    given: undefined,
  },
  {
    name: 'a key is deleted',
    operation: 'DeleteKey',
    call: binding => winreg.deleteKey(binding, key.own, 'Components\\SMS_EXECUTIVE'),
    asked: { handle: key.samba, key: text('Components\\SMS_EXECUTIVE') },
    answered: {},
    given: undefined,
  },
  {
    name: 'a key is flushed',
    operation: 'FlushKey',
    call: binding => winreg.flushKey(binding, key.own),
    asked: { handle: key.samba },
    answered: {},
    given: undefined,
  },
  {
    name: 'a subkey is told with class and time',
    operation: 'EnumKey',
    call: binding => winreg.enumerateKey(binding, key.own, 3),
    asked: { handle: key.samba, enum_index: 3, name: room(256), keyclass: room(256), last_changed_time: 0 },
    answered: {
      out_name: stringBuf('Identification', 512),
      out_keyclass: stringBuf('GenericClass', 512),
      out_last_changed_time: fileTime,
    },
    given: { name: 'Identification', className: 'GenericClass', lastWritten: when },
  },
  {
    name: 'a subkey without a class and a time',
    operation: 'EnumKey',
    call: binding => winreg.enumerateKey(binding, key.own, 0),
    asked: { handle: key.samba, enum_index: 0, name: room(256), keyclass: room(256), last_changed_time: 0 },
    answered: { out_name: stringBuf('x', 512), out_keyclass: null, out_last_changed_time: null },
    given: { name: 'x', className: '', lastWritten: 0n },
  },
  {
    name: 'a value is told by its number',
    operation: 'EnumValue',
    call: binding => winreg.enumerateValue(binding, key.own, 2),
    asked: { handle: key.samba, enum_index: 2, name: room(256), type: 0, value: [], size: 1024, length: 0 },
    answered: {
      out_name: valueNameBuf('Site Code', 512),
      out_type: 1,
      out_value: { bytes: '530030003100' },
      out_size: 6,
      out_length: 6,
    },
    given: { name: 'Site Code', type: 1, data: new Uint8Array(Buffer.from('S01', 'utf16le')) },
  },
  {
    name: 'a value is told by its name',
    operation: 'QueryValue',
    call: binding => winreg.queryValue(binding, key.own, 'Next ID'),
    asked: { handle: key.samba, value_name: text('Next ID'), type: 0, data: [], data_size: 1024, data_length: 0 },
    answered: { out_type: 4, out_data: { bytes: 'a5010000' }, out_data_size: 4, out_data_length: 4 },
    given: { name: 'Next ID', type: 4, data: new Uint8Array([0xa5, 1, 0, 0]) },
  },
  {
    name: 'the default value has the empty name',
    operation: 'QueryValue',
    call: binding => winreg.queryValue(binding, key.own, ''),
    asked: { handle: key.samba, value_name: text(''), type: 0, data: [], data_size: 1024, data_length: 0 },
    answered: { out_type: 0x1234, out_data: [], out_data_size: 0, out_data_length: 0 },
    given: { name: '', type: 0x1234, data: new Uint8Array() },
  },
  {
    name: 'a value is set',
    operation: 'SetValue',
    call: binding => winreg.setValue(binding, key.own, { name: 'odd', type: 3, data: new Uint8Array([1, 2, 255]) }),
    asked: { handle: key.samba, name: text('odd'), type: 3, data: [1, 2, 255], size: 3 },
    answered: {},
    given: undefined,
  },
  {
    name: 'a value is deleted',
    operation: 'DeleteValue',
    call: binding => winreg.deleteValue(binding, key.own, 'Parent Site'),
    asked: { handle: key.samba, value: text('Parent Site') },
    answered: {},
    given: undefined,
  },
  {
    name: 'a key tells of itself',
    operation: 'QueryInfoKey',
    call: binding => winreg.queryKeyInfo(binding, key.own),
    asked: { handle: key.samba, classname: { name: '', name_len: 2, name_size: 512 } },
    answered: {
      out_classname: struct('winreg.String', { name: 'GenericClass' }),
      out_num_subkeys: 1,
      out_max_subkeylen: 2,
      out_max_classlen: 3,
      out_num_values: 4,
      out_max_valnamelen: 5,
      out_max_valbufsize: 6,
      out_secdescsize: 7,
      out_last_changed_time: fileTime,
    },
    given: {
      className: 'GenericClass',
      subkeys: 1,
      longestSubkeyName: 2,
      longestSubkeyClass: 3,
      values: 4,
      longestValueName: 5,
      mostValueData: 6,
      securityDescriptorSize: 7,
      lastWritten: when,
    },
  },
  {
    name: 'a security descriptor is read',
    operation: 'GetKeySecurity',
    call: binding => winreg.getKeySecurity(binding, key.own),
    asked: { handle: key.samba, sec_info: 7, sd: { data: [], size: 4096, len: 0 } },
    answered: {
      out_sd: struct('winreg.KeySecurityData', { data: { bytes: '01000480000000000000000000' }, size: 4096, len: 13 }),
    },
    given: new Uint8Array(Buffer.from('01000480000000000000000000', 'hex')),
  },
  {
    name: 'a security descriptor is set',
    operation: 'SetKeySecurity',
    call: binding =>
      winreg.setKeySecurity(
        binding,
        key.own,
        new Uint8Array([1, 0, 4]),
        winreg.securityInformation.DACL_SECURITY_INFORMATION,
      ),
    asked: { handle: key.samba, sec_info: 4, sd: { data: [1, 0, 4], size: 3, len: 3 } },
    answered: {},
    given: undefined,
  },
  {
    name: 'a key is saved into a file',
    operation: 'SaveKey',
    call: binding => winreg.saveKey(binding, key.own, 'C:\\TEMP\\SMS.hiv'),
    asked: { handle: key.samba, filename: text('C:\\TEMP\\SMS.hiv'), sec_attrib: null },
    answered: {},
    given: undefined,
  },
  {
    name: 'a key is restored from a file',
    operation: 'RestoreKey',
    call: binding => winreg.restoreKey(binding, key.own, 'C:\\TEMP\\SMS.hiv', winreg.restoreFlag.REG_FORCE_RESTORE),
    asked: { handle: key.samba, filename: text('C:\\TEMP\\SMS.hiv'), flags: 8 },
    answered: {},
    given: undefined,
  },
];
