/** The part of cli-progress that is used here; the package brings no types. */
declare module 'cli-progress' {
  export interface BarOptions {
    readonly stream: NodeJS.WritableStream;
    readonly format: (
      options: unknown,
      params: { readonly progress: number },
      payload: Readonly<Record<string, string>>,
    ) => string;
    readonly clearOnComplete: boolean;
    readonly hideCursor: boolean;
    readonly fps?: number;
  }

  export class SingleBar {
    constructor(options: BarOptions);
    start(total: number, value: number, payload: Readonly<Record<string, string>>): void;
    update(value: number, payload: Readonly<Record<string, string>>): void;
    stop(): void;
  }
}
