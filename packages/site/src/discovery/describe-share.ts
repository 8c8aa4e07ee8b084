import { defined } from '@resite/errors';
import type { Share } from '@resite/host';
import type { ShareDescription } from '../description.ts';
import { tidyPath } from '../paths.ts';

export function describeShare({ name, path, comment, securityDescriptor }: Share): ShareDescription {
  const security = securityDescriptor && Buffer.from(securityDescriptor).toString('base64');
  return defined({ name, path: tidyPath(path), comment, securityDescriptor: security });
}
