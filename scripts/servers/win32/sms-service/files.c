#include "sms.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void path_below(char *path, const struct service *service, const char *below)
{
  snprintf(path, MAX_PATH, "%s\\%s", service->root, below);
}

BOOL first_file(const char *folder, const char *extension, char *name)
{
  char pattern[MAX_PATH];
  WIN32_FIND_DATAA found;
  HANDLE search;

  snprintf(pattern, sizeof pattern, "%s\\*%s", folder, extension);
  search = FindFirstFileA(pattern, &found);
  if (search == INVALID_HANDLE_VALUE) return FALSE;
  FindClose(search);
  snprintf(name, MAX_PATH, "%s", found.cFileName);
  return TRUE;
}

void log_line(const char *path, const char *component, const char *format, ...)
{
  char when[64];
  time_t now = time(NULL);
  va_list arguments;
  FILE *log = fopen(path, "ab");

  if (log == NULL) return;
  strftime(when, sizeof when, "%a %b %d %H:%M:%S %Y", localtime(&now));
  fputs("~", log);
  va_start(arguments, format);
  vfprintf(log, format, arguments);
  va_end(arguments);
  fprintf(log, "  $$<%s><%s~><thread=%lX>\r\n", component, when, GetCurrentThreadId());
  fclose(log);
}

void begin_work(const char *arguments)
{
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION process;
  char command[1024];

  snprintf(command, sizeof command, "sh /computer/sms-work %s", arguments);
  if (!CreateProcessA("\\\\?\\unix\\bin\\sh", command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) return;
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
}
