/** What can be done about an error of the lab: which of it, and with what. How a person does it, the program says. */
export type LabRemedy =
  /** Make a lab in this folder. */
  | { readonly kind: 'create-lab'; readonly folder: string }
  /** Make the lab in another folder, or destroy the one that is in this. */
  | { readonly kind: 'destroy-lab'; readonly folder: string }
  /** Put a machine with nothing but Windows in the place of the one that was destroyed. */
  | { readonly kind: 'create-machine'; readonly folder: string; readonly machine: string }
  /** Destroy the machine that is still there. */
  | { readonly kind: 'destroy-machine'; readonly folder: string; readonly machine: string }
  /** See the faults that the lab knows. */
  | { readonly kind: 'list-faults'; readonly folder: string };
