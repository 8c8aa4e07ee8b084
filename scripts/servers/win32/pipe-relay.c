/*
 * pipe-relay ADDRESS PORT PIPE [PORT PIPE ...]
 *
 * Whoever connects to a port of the address asks for the named pipe of this computer: with the byte `?` whether it is there, with `!` to speak
 * with it. The answer is a byte: 1, or 0. After `!` and 1, what comes is messages of DCE/RPC ([C706] 12.6.3), each written into the pipe as one
 * message however it was cut on the way, and what the pipe answers goes back as it comes.
 */
#include <winsock2.h>
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

#define HEADER_SIZE 16 /* of every message; its whole length stands at 8, little endian */
#define LARGEST_MESSAGE 0xffff

struct listener {
  SOCKET socket;
  char pipe[MAX_PATH];
};

struct connection {
  SOCKET socket;
  const char *pipe_name;
  HANDLE pipe;
};

static DWORD WINAPI accept_all(void *listener);
static DWORD WINAPI serve(void *connection);
static void speak(struct connection *connection);
static DWORD WINAPI pass_answers(void *connection);
static void pass_requests(const struct connection *connection);
static BOOL is_there(const char *pipe);
static HANDLE open_pipe(const char *name);
static DWORD transfer(HANDLE pipe, BOOL is_write, char *buffer, DWORD length);
static BOOL receive(SOCKET socket, char *buffer, int length);
static BOOL send_all(SOCKET socket, const char *buffer, int length);

int main(int argc, char **argv)
{
  WSADATA data;
  HANDLE thread = NULL;

  if (argc < 4 || argc % 2 != 0 || WSAStartup(MAKEWORD(2, 2), &data) != 0) return 2;
  for (int i = 2; i < argc; i += 2) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((u_short)atoi(argv[i]))};
    struct listener *listener = malloc(sizeof *listener);

    address.sin_addr.s_addr = inet_addr(argv[1]);
    snprintf(listener->pipe, sizeof listener->pipe, "\\\\.\\pipe\\%s", argv[i + 1]);
    listener->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener->socket, (struct sockaddr *)&address, sizeof address) != 0) return 1;
    if (listen(listener->socket, SOMAXCONN) != 0) return 1;
    thread = CreateThread(NULL, 0, accept_all, listener, 0, NULL);
  }
  WaitForSingleObject(thread, INFINITE);
  return 1;
}

static DWORD WINAPI accept_all(void *argument)
{
  const struct listener *listener = argument;

  for (;;) {
    BOOL now = TRUE;
    struct connection *connection = malloc(sizeof *connection);

    connection->pipe_name = listener->pipe;
    connection->socket = accept(listener->socket, NULL, NULL);
    if (connection->socket == INVALID_SOCKET) return 1;
    setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, (const char *)&now, sizeof now);
    CloseHandle(CreateThread(NULL, 0, serve, connection, 0, NULL));
  }
}

static DWORD WINAPI serve(void *argument)
{
  struct connection *connection = argument;
  char wish, answer;

  if (receive(connection->socket, &wish, 1)) {
    BOOL is_open = wish == '!' && (connection->pipe = open_pipe(connection->pipe_name)) != INVALID_HANDLE_VALUE;

    answer = is_open || (wish == '?' && is_there(connection->pipe_name));
    send_all(connection->socket, &answer, 1);
    if (is_open) speak(connection);
  }
  closesocket(connection->socket);
  free(connection);
  return 0;
}

static void speak(struct connection *connection)
{
  HANDLE answers = CreateThread(NULL, 0, pass_answers, connection, 0, NULL);

  pass_requests(connection);
  /* It may be about to wait for the next answer. */
  do CancelIoEx(connection->pipe, NULL);
  while (WaitForSingleObject(answers, 10) == WAIT_TIMEOUT);
  CloseHandle(answers);
  CloseHandle(connection->pipe);
}

static void pass_requests(const struct connection *connection)
{
  static const int length_at = 8;
  char *message = malloc(LARGEST_MESSAGE);

  while (receive(connection->socket, message, HEADER_SIZE)) {
    WORD length = *(WORD *)(message + length_at);

    if (length < HEADER_SIZE || !receive(connection->socket, message + HEADER_SIZE, length - HEADER_SIZE)) break;
    if (transfer(connection->pipe, TRUE, message, length) != length) break;
  }
  free(message);
}

static DWORD WINAPI pass_answers(void *argument)
{
  const struct connection *connection = argument;
  char *buffer = malloc(LARGEST_MESSAGE);
  DWORD length;

  while ((length = transfer(connection->pipe, FALSE, buffer, LARGEST_MESSAGE)) > 0)
    if (!send_all(connection->socket, buffer, (int)length)) break;
  free(buffer);
  shutdown(connection->socket, SD_BOTH);
  return 0;
}

/* Without opening it: a service of Wine's that begins to serve one hangs when a client comes and goes at once. */
static BOOL is_there(const char *pipe)
{
  return WaitNamedPipeA(pipe, 1) || GetLastError() == ERROR_SEM_TIMEOUT;
}

/* Overlapped, for a handle that waits for an answer takes no request otherwise. */
static HANDLE open_pipe(const char *name)
{
  for (;;) {
    HANDLE pipe = CreateFileA(name, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);

    if (pipe != INVALID_HANDLE_VALUE || GetLastError() != ERROR_PIPE_BUSY) return pipe;
    if (!WaitNamedPipeA(name, NMPWAIT_WAIT_FOREVER)) return INVALID_HANDLE_VALUE;
  }
}

/* How many bytes; 0 at the end. */
static DWORD transfer(HANDLE pipe, BOOL is_write, char *buffer, DWORD length)
{
  OVERLAPPED overlapped = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
  DWORD done = 0;
  BOOL ok = is_write ? WriteFile(pipe, buffer, length, NULL, &overlapped) : ReadFile(pipe, buffer, length, NULL, &overlapped);

  if (ok || GetLastError() == ERROR_IO_PENDING || GetLastError() == ERROR_MORE_DATA)
    GetOverlappedResult(pipe, &overlapped, &done, TRUE);
  CloseHandle(overlapped.hEvent);
  return done;
}

static BOOL receive(SOCKET socket, char *buffer, int length)
{
  while (length > 0) {
    int got = recv(socket, buffer, length, 0);

    if (got <= 0) return FALSE;
    buffer += got;
    length -= got;
  }
  return TRUE;
}

static BOOL send_all(SOCKET socket, const char *buffer, int length)
{
  while (length > 0) {
    int sent = send(socket, buffer, length, 0);

    if (sent <= 0) return FALSE;
    buffer += sent;
    length -= sent;
  }
  return TRUE;
}
