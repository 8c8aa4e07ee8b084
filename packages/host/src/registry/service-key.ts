import { defined } from '@resite/errors';
import type { RegistryKey } from '@resite/registry/keys';
import { createKey, findValue } from '@resite/registry/keys';
import { sameName, uniqueNames } from '@resite/registry/names';
import {
  dwordValue,
  expandStringValue,
  multiStringValue,
  readDword,
  readMultiString,
  readString,
  stringValue,
  valueType,
} from '@resite/registry/values';
import type { Service, ServiceDefinition, StartType } from '../host.ts';

/** Where the service control manager keeps its services. */
export const servicesKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';

/** Values of `Start`: 0 and 1 are for drivers. */
const startTypes: Readonly<Record<StartType, number>> = { auto: 2, manual: 3, disabled: 4 };

const ownProcess = 0x10;
const win32 = 0x30;

/**
 * The service that a key below `Services` describes; undefined for drivers and for keys that are no service. The values and their
 * meaning are general knowledge of Windows NT [NT], `ImagePath` is also in Q155626.
 */
export function serviceFromKey(key: RegistryKey): Omit<Service, 'state'> | undefined {
  const type = number(key, 'Type');
  if (type === undefined || (type & win32) === 0) return undefined;
  const start = number(key, 'Start');
  const startType = (['auto', 'manual', 'disabled'] as const).find(each => startTypes[each] === start);
  const dependsOn = [...texts(key, 'DependOnService'), ...texts(key, 'DependOnGroup').map(group => `+${group}`)];
  return defined({
    name: key.name,
    displayName: text(key, 'DisplayName') || key.name,
    startType: startType ?? 'manual',
    imagePath: text(key, 'ImagePath') ?? '',
    account: text(key, 'ObjectName') || 'LocalSystem',
    dependsOn: dependsOn.length === 0 ? undefined : dependsOn,
  });
}

/** The key that a new service gets. */
export function serviceToKey(definition: ServiceDefinition): RegistryKey {
  const { dependsOn = [] } = definition;
  const groups = dependsOn.filter(isGroup).map(name => name.slice(1));
  const others = dependsOn.filter(name => !isGroup(name));
  return {
    ...createKey(definition.name),
    values: [
      dwordValue('Type', ownProcess),
      dwordValue('Start', startTypes[definition.startType]),
      dwordValue('ErrorControl', 1),
      expandStringValue('ImagePath', definition.imagePath),
      stringValue('DisplayName', definition.displayName || definition.name),
      stringValue('ObjectName', definition.account),
      ...(others.length === 0 ? [] : [multiStringValue('DependOnService', others)]),
      ...(groups.length === 0 ? [] : [multiStringValue('DependOnGroup', groups)]),
    ],
  };
}

const isGroup = (name: string) => name.startsWith('+');

/** The value `Start` of a service. */
export function startValue(startType: StartType) {
  return dwordValue('Start', startTypes[startType]);
}

/** Does the service have just the settings that the definition asks for? */
export function isDefinedAs(service: Omit<Service, 'state'>, definition: ServiceDefinition): boolean {
  return (
    sameName(service.name, definition.name) &&
    service.displayName === (definition.displayName || definition.name) &&
    sameName(service.imagePath, definition.imagePath) &&
    sameName(service.account, definition.account) &&
    service.startType === definition.startType &&
    (definition.dependsOn === undefined || sameDependencies(service, definition))
  );
}

/** In whatever order. */
export function sameDependencies(a: Pick<Service, 'dependsOn'>, b: Pick<Service, 'dependsOn'>): boolean {
  const [some, others] = [a, b].map(({ dependsOn = [] }) => uniqueNames(dependsOn));
  return some!.length === others!.length && some!.every(name => others!.some(other => sameName(name, other)));
}

function number(key: RegistryKey, name: string): number | undefined {
  const value = findValue(key, name);
  return value?.type === valueType.dword ? readDword(value) : undefined;
}

function texts(key: RegistryKey, name: string): string[] {
  const value = findValue(key, name);
  return value?.type === valueType.multiString ? readMultiString(value) : [];
}

function text(key: RegistryKey, name: string): string | undefined {
  const value = findValue(key, name);
  return value && [valueType.string, valueType.expandString].some(type => type === value.type)
    ? readString(value)
    : undefined;
}
