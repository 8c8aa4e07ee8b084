import koffi from 'koffi';

/**
 * Functions of libraries that Node's own program contains and exports (Linux, macOS), declared once; undefined where it
 * keeps them to itself, or koffi has no code for the platform.
 */
export function programFunctions<T>(declare: (program: ReturnType<typeof koffi.load>) => T): () => T | undefined {
  let declared: { functions: T | undefined } | undefined;
  return () => {
    declared ??= { functions: unlessRefused(() => declare(koffi.load(null))) };
    return declared.functions;
  };
}

function unlessRefused<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
