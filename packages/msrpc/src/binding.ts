/**
 * What a transport gives: one interface of one computer, bound and authenticated. Binding, security, fragments and the connection are
 * the transport's; the clients of this package only make the request of an operation and read its answer.
 */
export interface RpcBinding {
  /** The name or address by which the computer is reached, without backslashes. It stands in requests and in messages. */
  readonly server: string;
  /**
   * Performs one operation ([C706] 12.6.4.9 and .10): the stub data of the request in, the stub data of the response out, both NDR 2.0,
   * little endian ([MS-RPCE] 2.2.4). A fault of the server (RPC `fault` PDU) is thrown as what `windowsStatus` of
   * `@resite/msrpc/status` makes of its number; so the clients can tell that a server lacks an operation. What else the transport
   * throws passes through.
   */
  call(operation: number, stub: Uint8Array): Promise<Uint8Array>;
}

/** What a transport needs to know to bind an interface. */
export interface RpcInterface {
  readonly uuid: string;
  readonly version: { readonly major: number; readonly minor: number };
  /** The name of the pipe below `\PIPE\`. */
  readonly pipe: string;
}
