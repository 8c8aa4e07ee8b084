/** The Debian packages of which something that the tests use is not here. */
export function missingPackages(): string[];
