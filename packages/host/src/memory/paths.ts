import { upcase } from '@resite/registry/names';
import { parseWindowsPath } from '../files/windows-path.ts';
import { parseRegistryPath, type RegistryPath } from '../registry/registry-path.ts';

export interface FilePath {
  readonly drive: string;
  readonly names: readonly string[];
  /** The names as they take part in comparisons. */
  readonly keys: readonly string[];
}

/** Millions of operations name the same few paths. */
const enough = 10_000;

export const filePath = remembering((path): FilePath => {
  const { drive, names } = parseWindowsPath(path);
  return { drive, names, keys: names.map(upcase) };
});

export const registryPath: (path: string) => RegistryPath = remembering(parseRegistryPath);

/** The name of a service or an account, as it takes part in comparisons. */
export const nameKey: (name: string) => string = remembering(upcase);

function remembering<Result>(make: (text: string) => Result): (text: string) => Result {
  const made = new Map<string, Result>();
  return text => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const result = make(text);
    if (made.size >= enough) made.clear();
    made.set(text, result);
    return result;
  };
}
