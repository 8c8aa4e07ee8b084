/** Is told when hosts go down and come back, and may stop the run when that takes too long. */
export interface DowntimeWatch {
  /** Seconds that the services of a host took to come back in earlier runs. */
  expectReturn(host: string, seconds: number): void;
  /** The first service of the host is about to be stopped. */
  stops(host: string): void;
  /** A copy of the host has handled `done` of `total` files since `began` (`monotonic()`). */
  progress(host: string, copy: { readonly began: number; readonly done: number; readonly total: number }): void;
  /** The services are on their way back: nothing would bring them back sooner. */
  returns(host: string): void;
  /** All services of the host are back. */
  returned(host: string): void;
}
