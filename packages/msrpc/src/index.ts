export * from './binding.ts';
export * from './ndr.ts';
export * from './password.ts';
export * from './status.ts';
export * as svcctl from './svcctl.ts';
export * as winreg from './winreg.ts';
