import { ResiteError } from '@resite/errors';
import type { RegistryKey } from '@resite/registry/keys';
import { findValue } from '@resite/registry/keys';
import { sameName } from '@resite/registry/names';
import { readDword, valueType } from '@resite/registry/values';
import type { Service, ServiceDefinition, StartType } from '../host.ts';
import type { HiveRegistry } from './hive-registry.ts';
import { markedForDeletion } from './service-failures.ts';
import { isDefinedAs, sameDependencies, serviceFromKey, servicesKey, serviceToKey, startValue } from './service-key.ts';

export type ServiceSettings = Omit<Service, 'state'>;

/** The database of the service control manager: what is installed, not what runs. Changes are in memory until the registry is flushed. */
export interface ServiceKeys {
  /** Win32 services, sorted by name. */
  list(): ServiceSettings[];
  find(name: string): ServiceSettings | undefined;
  /** `SERVICE_MISSING` when there is none. */
  need(name: string): ServiceSettings;
  /** `SERVICE_EXISTS` when there is one of this name with other settings; with the same settings nothing changes. */
  install(definition: ServiceDefinition): void;
  remove(name: string): void;
  setStartType(name: string, startType: StartType): void;
}

export function serviceKeys(registry: Pick<HiveRegistry, 'read' | 'setValue' | 'remove'>): ServiceKeys {
  const pathOf = (name: string) => {
    checkServiceName(name);
    return `${servicesKey}\\${name}`;
  };

  const find = (name: string) => {
    const key = registry.read(pathOf(name));
    return key && serviceFromKey(key);
  };

  const need = (name: string) => {
    const service = find(name);
    if (service) return service;
    throw new ResiteError('SERVICE_MISSING', `there is no service ${name}`);
  };

  return {
    list: () => servicesBelow(registry.read(servicesKey)),

    find,
    need,

    install: definition => {
      const path = pathOf(definition.name);
      refuseNul(definition);
      const present = registry.read(path);
      refuseDeleted(definition.name, present);
      const service = present && serviceFromKey(present);
      if (service && isDefinedAs(service, definition)) return;
      // A key that is left over, with parameters only, is no service yet.
      if (present && findValue(present, 'Type')) throw serviceExists(definition, service);
      for (const value of serviceToKey(definition).values) registry.setValue(path, value);
    },

    remove: name => {
      if (find(name)) registry.remove(pathOf(name));
    },

    setStartType: (name, startType) => {
      if (need(name).startType !== startType) registry.setValue(pathOf(name), startValue(startType));
    },
  };
}

/** The Win32 services that the key `Services` describes, sorted by name bytes. */
export function servicesBelow(services: RegistryKey | undefined): ServiceSettings[] {
  const found = (services?.subkeys ?? []).map(serviceFromKey).filter(service => service !== undefined);
  return found.sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

/** `PATH_INVALID` for what no service can be called. */
export function checkServiceName(name: string): void {
  if (name !== '' && !/[\\/\0]/.test(name) && name.length <= 255) return;
  throw new ResiteError('PATH_INVALID', `Windows could not have a service of the name ${JSON.stringify(name)}`);
}

/** `PATH_INVALID`: a string in the registry ends at its first NUL, so what is read back would be another. */
export function refuseNul({ name, displayName = '', imagePath, account, dependsOn = [] }: ServiceDefinition): void {
  if (![displayName, imagePath, account, ...dependsOn].some(text => text.includes('\0'))) return;
  throw new ResiteError(
    'PATH_INVALID',
    `the display name, program, account or dependencies of service ${name} contain NUL`,
  );
}

function refuseDeleted(name: string, present: RegistryKey | undefined): void {
  const flag = present && findValue(present, 'DeleteFlag');
  if (flag === undefined || flag.type !== valueType.dword || readDword(flag) !== 1) return;
  throw markedForDeletion(name);
}

/** `present` is undefined when it is a driver. */
export function serviceExists(definition: ServiceDefinition, present: ServiceSettings | undefined): ResiteError {
  const wanted: ServiceSettings = { ...definition, displayName: definition.displayName || definition.name };
  const differences = present
    ? [
        ...(['displayName', 'imagePath', 'account', 'startType'] as const)
          .filter(each => !sameName(wanted[each], present[each]))
          .map(each => `${each} is ${present[each]}, not ${wanted[each]}`),
        ...(definition.dependsOn === undefined || sameDependencies(definition, present)
          ? []
          : [`dependsOn is ${namesIn(present)}, not ${namesIn(definition)}`]),
      ]
    : ['it is a driver'];
  return new ResiteError(
    'SERVICE_EXISTS',
    `there is a service ${definition.name} with other settings: ${differences.join('; ')}`,
    {
      hint: 'Remove the service first, or install it with the settings that it has.',
    },
  );
}

const namesIn = ({ dependsOn = [] }: Pick<Service, 'dependsOn'>) => dependsOn.join(', ') || 'nothing';
