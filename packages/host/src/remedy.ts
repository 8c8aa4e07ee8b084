/** What can be done about an error of a driver, with what it takes. How a person does it, the program says. */
export type HostRemedy =
  /** Put a machine with nothing but Windows in the place of the one that was destroyed. */
  | { readonly kind: 'create-machine'; readonly folder: string; readonly machine: string }
  /** Power the machine of a lab on. */
  | { readonly kind: 'start-machine'; readonly folder: string; readonly machine: string }
  /** Power the machine of a lab off, or reach it as one that is on. */
  | { readonly kind: 'stop-machine'; readonly folder: string; readonly machine: string }
  /** Bring the disk where it is looked for, or look for it elsewhere. */
  | { readonly kind: 'mount-disk' };
