import { defined, shortId } from '@resite/errors';
import type { Repository, Snapshot } from '@resite/repository';
import { sightingOfFile } from '@resite/site/ids/sighting';
import { readSmsIni } from '@resite/site/ids/survey-server';
import { parseIni } from '@resite/site/ini';
import { nextIdKey, nextIdValue } from '@resite/site/next-id';
import { snapshotPath } from '../capture/snapshot-path.ts';
import type { IdSources } from '../ids/survey-ids.ts';
import { readManifest } from './site-manifest.ts';
import { readSnapshotFile } from './snapshot-files.ts';

/** What a snapshot knows of IDs: the same as the site server knew when it was captured. */
export function snapshotSite(repository: Repository, snapshot: Snapshot): IdSources['site'] {
  const name = `snapshot ${shortId(snapshot.id)}`;
  return {
    name,
    survey: async () => {
      const { site, registryKey } = await readManifest(repository, snapshot.tree, snapshot.id);
      const server = site.identity.computerName;
      const sightings = [];
      for await (const { path } of repository.walk(snapshot.tree)) {
        const sighting = sightingOfFile(path, { place: name, server });
        if (sighting !== undefined) sightings.push(sighting);
      }
      const iniPath = site.smsIni && snapshotPath(site.smsIni);
      const ini =
        iniPath === undefined
          ? undefined
          : parseIni(await readSnapshotFile(repository, snapshot.tree, iniPath, snapshot.id));
      const found = ini && readSmsIni(ini, `${name}, ${iniPath}`, server);
      const { nextUniqueId } = site;
      return {
        description: site,
        survey: defined({
          sightings: [...sightings, ...(found?.sightings ?? [])],
          pointer:
            nextUniqueId === undefined
              ? undefined
              : { text: nextUniqueId, where: `${name}, ${registryKey}\\${nextIdKey}, ${nextIdValue}` },
          iniPointer: found?.iniPointer,
        }),
      };
    },
  };
}
