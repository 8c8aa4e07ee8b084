import type { HostRemedy } from '@resite/host';
import type { LabRemedy } from '@resite/lab';
import type { Words } from './words.ts';

export const ofHosts: Words<HostRemedy | LabRemedy> = {
  'create-machine': ({ folder, machine }) =>
    `Put a bare one in its place: resite lab create ${folder} --machine ${machine}`,
  'start-machine': ({ folder, machine }) => `Start it: resite lab up ${folder} --machine ${machine}`,
  'stop-machine': ({ folder, machine }) =>
    `Use the driver lab for it, or stop it: resite lab down ${folder} --machine ${machine}`,
  'mount-disk': 'Mount the disk, or correct the folder in resite.yaml.',
  'create-lab': ({ folder }) => `Create one with: resite lab create ${folder}`,
  'destroy-lab': ({ folder }) => `Give a new folder, or remove a lab with: resite lab destroy ${folder}`,
  'destroy-machine': ({ folder, machine }) => `Destroy it first: resite lab destroy ${folder} --machine ${machine}`,
  'list-faults': ({ folder }) => `See those that it knows: resite lab fault ${folder}`,
};
