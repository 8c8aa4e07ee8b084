import { ResiteError } from '@resite/errors';

export function fileMissing(machine: string, path: string): ResiteError {
  return new ResiteError('FILE_MISSING', `there is no ${path} on ${machine}`);
}

export function hostDown(machine: string, why: string): ResiteError {
  return new ResiteError('HOST_DOWN', `the computer ${machine} does not answer: ${why}`, {
    hint: 'Power it on and try again.',
  });
}
