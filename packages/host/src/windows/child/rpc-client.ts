import type { Login, RpcPipe } from '../session/protocol.ts';
import { failWith } from './failure.ts';
import { koffi, type Libraries } from './libraries.ts';

type Pointer = bigint;

/** What libdcerpc does for one host. Each answers with an NT status in the failure when it is refused. */
export interface RpcClient {
  /** Logs on anew, over a pipe that every Windows has; fails `at: 'logon'`. */
  logOn(): void;
  call(pipe: RpcPipe, operation: number, stub: Uint8Array): Buffer;
  sessionKey(pipe: RpcPipe): Buffer;
}

/** `CRED_SPECIFIED` of Samba's credentials.h: nothing else overrides it. */
const specified = 6;
/** Seconds after which the library gives a call up; the other process does so before. */
const callTimeout = 3600;

export function createRpcClient(libraries: Libraries, login: Login): RpcClient {
  const { address, configurationFile } = login;
  const library = declare(libraries);
  needZero(library.initialize(), 'dcerpc_init');
  const configuration = library.newConfiguration(null);
  if (!library.readConfiguration(configuration, configurationFile)) throw new Error(`cannot read ${configurationFile}`);
  const credentials = credentialsOf(library, login, configuration);
  const events = library.newEvents(null);
  library.allowNesting(events);
  const pipes = new Map<RpcPipe, Pointer>();

  /** The NT status, or the open pipe. */
  const connect = (pipe: RpcPipe): number | Pointer => {
    const opened: [Pointer | null] = [null];
    const table = libraries.interfaces.symbol(`ndr_table_${pipe}`);
    const place = `ncacn_np:${address}[\\pipe\\${pipe}]`;
    const status = library.connect(null, opened, place, table, credentials, events, configuration);
    if (status !== 0) return status;
    library.setTimeout(bindingOf(opened[0]!), callTimeout);
    return opened[0]!;
  };

  const need = (pipe: RpcPipe): Pointer => {
    const open = pipes.get(pipe);
    if (open !== undefined) return open;
    const opened = connect(pipe);
    if (typeof opened === 'number') return failWith({ at: 'pipe', pipe, status: opened });
    pipes.set(pipe, opened);
    return opened;
  };

  const drop = (pipe: RpcPipe) => {
    const open = pipes.get(pipe);
    pipes.delete(pipe);
    if (open !== undefined) library.release(open, 'rpc-client');
  };

  return {
    logOn: () => {
      const opened = connect('srvsvc');
      if (typeof opened === 'number') failWith({ at: 'logon', status: opened });
      drop('srvsvc');
      pipes.set('srvsvc', opened);
    },

    call: (pipe, operation, stub) => {
      const binding = bindingOf(need(pipe));
      const [data, length, flags]: [[Pointer | null], [number], [number]] = [[null], [0], [0]];
      const status = library.call(binding, null, operation, 0, stub, stub.length, null, data, length, flags);
      if (status !== 0) {
        // a fault leaves the pipe as it was; anything else may not
        if (!library.isConnected(binding)) drop(pipe);
        return failWith({ at: 'call', pipe, operation, status });
      }
      return take(library, data[0], length[0]);
    },

    sessionKey: pipe => {
      const key: { data?: Pointer | null; length?: number } = {};
      const status = library.sessionKey(need(pipe), key);
      if (status !== 0) failWith({ at: 'pipe', pipe, status });
      return Buffer.from(koffi.view(key.data, Number(key.length)).slice(0));
    },
  };
}

type Functions = ReturnType<typeof declare>;

function declare({ rpc, binding, credentials, configuration, events, memory }: Libraries) {
  koffi.struct('DATA_BLOB', { data: 'void *', length: 'size_t' });
  return {
    initialize: rpc.func('uint32 dcerpc_init()'),
    connect: rpc.func(
      'uint32 dcerpc_pipe_connect(void *parent, _Out_ void **pipe, const char *place, void *table, void *credentials, void *events, void *configuration)',
    ),
    sessionKey: rpc.func('uint32 dcerpc_fetch_session_key(void *pipe, _Out_ DATA_BLOB *key)'),
    call: binding.func(
      'uint32 dcerpc_binding_handle_raw_call(void *binding, const void *object, uint32 operation, uint32 in_flags, const void *in_data, size_t in_length, void *parent, _Out_ void **out_data, _Out_ size_t *out_length, _Out_ uint32 *out_flags)',
    ),
    isConnected: binding.func('bool dcerpc_binding_handle_is_connected(void *binding)'),
    setTimeout: binding.func('uint32 dcerpc_binding_handle_set_timeout(void *binding, uint32 seconds)'),
    newCredentials: credentials.func('void *cli_credentials_init(void *parent)'),
    setConfiguration: credentials.func('int cli_credentials_set_conf(void *credentials, void *configuration)'),
    setUser: credentials.func('int cli_credentials_set_username(void *credentials, const char *user, int obtained)'),
    setPassword: credentials.func(
      'int cli_credentials_set_password(void *credentials, const char *text, int obtained)',
    ),
    setDomain: credentials.func('int cli_credentials_set_domain(void *credentials, const char *domain, int obtained)'),
    setWorkstation: credentials.func(
      'int cli_credentials_set_workstation(void *credentials, const char *name, int obtained)',
    ),
    setKerberos: credentials.func('int cli_credentials_set_kerberos_state(void *credentials, int use, int obtained)'),
    newConfiguration: configuration.func('void *loadparm_init(void *parent)'),
    readConfiguration: configuration.func('bool lpcfg_load(void *configuration, const char *file)'),
    newEvents: events.func('void *tevent_context_init(void *parent)'),
    allowNesting: events.func('void tevent_loop_allow_nesting(void *events)'),
    release: memory.func('int _talloc_free(void *memory, const char *place)'),
  };
}

function credentialsOf(library: Functions, { domain, user, password }: Login, configuration: Pointer): Pointer {
  const credentials = library.newCredentials(null);
  library.setConfiguration(credentials, configuration);
  const without = 0; // Kerberos
  for (const [set, value] of [
    [library.setUser, user],
    [library.setPassword, password],
    [library.setDomain, domain],
    [library.setWorkstation, 'RESITE'],
    [library.setKerberos, without],
  ] as const)
    set(credentials, value, specified);
  return credentials;
}

/** `struct dcerpc_pipe` begins with its binding handle (dcerpc.h). */
function bindingOf(pipe: Pointer): Pointer {
  return koffi.decode(pipe, 'void *');
}

/** A copy of what the library has made, which is freed. */
function take(library: Functions, data: Pointer | null, length: number): Buffer {
  if (data === null) return Buffer.alloc(0);
  const copy = Buffer.from(koffi.view(data, Number(length)).slice(0));
  library.release(data, 'rpc-client');
  return copy;
}

function needZero(status: number, name: string): void {
  if (status !== 0) throw new Error(`${name}: NT status 0x${status.toString(16)}`);
}
