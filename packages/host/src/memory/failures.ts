import { ResiteError } from '@resite/errors';

export function fileMissing(machine: string, path: string): ResiteError {
  return new ResiteError('FILE_MISSING', `there is no ${path} on ${machine}`);
}

/** As the operating system of another driver would refuse: `cannot <doing> <path>: <reason>`. */
export function refused(doing: string, path: string, reason: string): ResiteError {
  return new ResiteError('FILE_ACCESS', `cannot ${doing} ${path}: ${reason}`);
}

export function diskFull(doing: string, path: string): ResiteError {
  return new ResiteError('DISK_FULL', `cannot ${doing} ${path}: the disk is full`, {
    hint: 'Free space on the disk that holds the drive and start again.',
  });
}

export function hostDown(machine: string, why: string): ResiteError {
  return new ResiteError('HOST_DOWN', `the computer ${machine} does not answer: ${why}`, {
    hint: 'Power it on and try again.',
  });
}
