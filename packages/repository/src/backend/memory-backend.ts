import { ResiteError } from '@resite/errors';
import type { Backend, FileType } from './backend.ts';

/**
 * A repository that lives as long as the process, for tests and for repositories made on the way to another place. `files` holds it,
 * each file by its type and name, as `index/…`: whoever opens it again gives the same. Nothing of a file is changed in place.
 */
export function memoryBackend(location = 'memory', files = new Map<string, Buffer>()): Backend {
  return {
    location,
    async create() {},
    async save(type, name, parts) {
      files.set(`${type}/${name}`, Buffer.concat(parts));
    },
    async load(type, name, range) {
      const data = files.get(`${type}/${name}`);
      if (data === undefined) throw new ResiteError('FILE_MISSING', `${type}/${name} is not in ${location}`);
      if (range === undefined) return Buffer.from(data);
      const part = Buffer.from(data.subarray(range.offset, range.offset + range.length));
      if (part.length === range.length) return part;
      throw new ResiteError('REPOSITORY_DAMAGED', `${type}/${name} in ${location} ends early`);
    },
    async list(type: FileType) {
      const prefix = `${type}/`;
      return [...files]
        .filter(([path]) => path.startsWith(prefix))
        .map(([path, data]) => ({ name: path.slice(prefix.length), size: data.length }));
    },
    async remove(type, name) {
      files.delete(`${type}/${name}`);
    },
    async close() {},
  };
}
