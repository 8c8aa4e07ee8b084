import type { RpcBinding } from '../binding.ts';
import { callFor } from '../call.ts';
import type { NdrReader } from '../ndr/reader.ts';
import type { ServiceHandle } from './interface.ts';
import { errorControlNames, type ServiceErrorControl, type ServiceStartType, startTypeNames } from './words.ts';

/** QUERY_SERVICE_CONFIGW ([MS-SCMR] 2.2.15). */
export interface ServiceConfig {
  /** Bits of `serviceType`. */
  type: number;
  startType: ServiceStartType;
  errorControl: ServiceErrorControl;
  /** With its arguments, as it stands in the registry. */
  imagePath: string;
  loadOrderGroup: string;
  tagId: number;
  /** Names of services, and of groups with a `+` before. */
  dependencies: string[];
  /** `LocalSystem`, or `DOMAIN\user`. */
  account: string;
  displayName: string;
}

/** The largest that the protocol allows. */
const room = 8192;

/** RQueryServiceConfigW ([MS-SCMR] 3.1.4.17). */
export function queryServiceConfig(binding: RpcBinding, service: ServiceHandle): Promise<ServiceConfig> {
  return callFor(
    binding,
    { number: 17, name: 'RQueryServiceConfigW' },
    undefined,
    writer => {
      writer.handle(service);
      writer.u32(room);
    },
    reader => {
      const config = readConfig(reader);
      reader.u32(); // the size that is needed
      return config;
    },
  );
}

/** Undefined for what does not exist: where a server refuses something, it may leave the structure as it was. */
function readConfig(reader: NdrReader): ServiceConfig | undefined {
  const text = () => reader.embedded(() => reader.string());
  return reader.struct(() => {
    const type = reader.u32();
    const startType = startTypeNames.get(reader.u32());
    const errorControl = errorControlNames.get(reader.u32());
    const imagePath = text();
    const loadOrderGroup = text();
    const tagId = reader.u32();
    const dependencies = text();
    const account = text();
    const displayName = text();
    return () =>
      startType &&
      errorControl && {
        type,
        startType,
        errorControl,
        imagePath: imagePath() ?? '',
        loadOrderGroup: loadOrderGroup() ?? '',
        tagId,
        dependencies: splitDependencies(dependencies() ?? ''),
        account: account() ?? '',
        displayName: displayName() ?? '',
      };
  });
}

/** As a string cannot hold NULs, Windows sends slashes between the names, which no service has in its name ([MS-SCMR] 3.1.4.12). */
function splitDependencies(text: string): string[] {
  return text.split(/[/\0]/).filter(name => name !== '');
}
