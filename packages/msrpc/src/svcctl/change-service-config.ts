import type { RpcBinding } from '../binding.ts';
import { call, nothing } from '../call.ts';
import type { NdrWriter } from '../ndr/writer.ts';
import type { ServiceCreation } from './create-service.ts';
import { encodeDependencies } from './encode-dependencies.ts';
import type { ServiceHandle } from './interface.ts';
import { errorControls, startTypes } from './words.ts';

/** What is left out stays as it is. An empty list of dependencies takes those away that there are. */
export type ServiceChange = Partial<Omit<ServiceCreation, 'name' | 'access'>>;

const noChange = 0xffffffff;

/**
 * RChangeServiceConfigW ([MS-SCMR] 3.1.4.11). A new account wants its password with it. A running service goes on as it was until it is
 * started again.
 */
export function changeServiceConfig(binding: RpcBinding, service: ServiceHandle, change: ServiceChange): Promise<void> {
  return call(
    binding,
    { number: 11, name: 'RChangeServiceConfigW' },
    undefined,
    writer => writeChange(writer, service, change),
    reader => void reader.pointer(() => reader.u32()), // the tag within the group
  );
}

function writeChange(writer: NdrWriter, service: ServiceHandle, change: ServiceChange): void {
  const text = (text: string | undefined) => writer.pointer(text, text => writer.string(text));
  const bytes = (bytes: Uint8Array | undefined) => {
    writer.pointer(bytes, bytes => writer.array(bytes));
    writer.u32(bytes?.length ?? 0);
  };
  writer.handle(service);
  writer.u32(change.type ?? noChange);
  writer.u32(change.startType === undefined ? noChange : startTypes[change.startType]);
  writer.u32(change.errorControl === undefined ? noChange : errorControls[change.errorControl]);
  text(change.imagePath);
  text(change.loadOrderGroup);
  writer.pointer(undefined, nothing); // a tag is not asked for
  bytes(encodeDependencies(change.dependencies));
  text(change.account);
  bytes(change.encryptedPassword);
  text(change.displayName);
}
