import type { PlaceDescription, SiteDescription } from '../description.ts';

/** A folder or file of a site, and where its description names it. */
export interface DescribedPlace extends PlaceDescription {
  /** `packageFolders[1]` */
  readonly at: string;
}

export type DescribedRoots = Pick<
  SiteDescription,
  'smsRoot' | 'clientTree' | 'packageFolders' | 'sharedPackages' | 'smsIni' | 'rootLogs' | 'places'
>;

/** Every place that a description names, by the ID that it has in the profile. */
export function describedPlaces(site: DescribedRoots): DescribedPlace[] {
  const { smsRoot, clientTree, packageFolders, sharedPackages = [], smsIni, rootLogs, places = [] } = site;
  return [
    { id: 'root', type: 'directory', at: 'smsRoot', path: smsRoot },
    ...(clientTree === undefined
      ? []
      : [{ id: 'client-tree', type: 'directory', at: 'clientTree', path: clientTree } as const]),
    ...packageFolders.map(
      (path, index) => ({ id: 'packages', type: 'directory', at: `packageFolders[${index}]`, path }) as const,
    ),
    ...sharedPackages.map(
      ({ path }, index) =>
        ({ id: 'shared-packages', type: 'directory', at: `sharedPackages[${index}].path`, path }) as const,
    ),
    ...(smsIni === undefined ? [] : [{ id: 'ini', type: 'file', at: 'smsIni', path: smsIni } as const]),
    ...rootLogs.map((path, index) => ({ id: 'root-logs', type: 'file', at: `rootLogs[${index}]`, path }) as const),
    ...places.map((place, index) => ({ ...place, at: `places[${index}].path` })),
  ];
}
