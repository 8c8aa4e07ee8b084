import { fileFailure } from './files/failure.ts';
import type { Host } from './host.ts';

/**
 * The same host, whose every operation says in the words of this project what the operating system refused: a full disk
 * is `DISK_FULL` and anything else `FILE_ACCESS` or `FILE_MISSING`, with the host, the operation and the path.
 */
export function namingFailures(host: Host): Host {
  const named: Record<string, unknown> = { ...host };
  for (const [part, value] of Object.entries(host)) {
    if (typeof value === 'function') named[part] = guarded(host.name, part, value);
    else if (typeof value === 'object' && value !== null) named[part] = guardedPart(host.name, part, value);
  }
  return named as unknown as Host;
}

type Operation = (...args: unknown[]) => unknown;

function guardedPart(host: string, part: string, operations: object): object {
  return Object.fromEntries(
    Object.entries(operations).map(([name, value]) => [
      name,
      typeof value === 'function' ? guarded(host, `${part}.${name}`, value) : value,
    ]),
  );
}

function guarded(host: string, operation: string, action: Operation): Operation {
  return (...args) => {
    const name = (error: unknown) => hostFailure(host, operation, args, error);
    try {
      const result = action(...args);
      if (result instanceof Promise) {
        return result.catch((error: unknown) => {
          throw name(error);
        });
      }
      return isIterable(result) ? iterate(result, name) : result;
    } catch (error) {
      throw name(error);
    }
  };
}

/** For what a host does on behalf of somebody else, too. */
export function hostFailure(host: string, operation: string, [subject]: readonly unknown[], error: unknown): unknown {
  const path =
    (error as NodeJS.ErrnoException | undefined)?.path ?? (typeof subject === 'string' ? subject : undefined);
  return fileFailure(`do ${operation} on`, path === undefined ? host : `${host} (${path})`, error);
}

const isIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

async function* iterate(items: AsyncIterable<unknown>, name: (error: unknown) => unknown): AsyncGenerator<unknown> {
  try {
    yield* items;
  } catch (error) {
    throw name(error);
  }
}
