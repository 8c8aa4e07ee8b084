/** Site control files, without the rest of the package: for programs that must start at once. */
export { siteControlErrors } from './error-extensions.ts';
export { type ExpectedService, expectedServices } from './expected-services.ts';
export { formatSiteControlFile } from './format.ts';
export * from './model.ts';
export { parseSiteControlFile } from './parse.ts';
export { fileDefinition, propertyNumber, recordsOf, siteAccount } from './records.ts';
