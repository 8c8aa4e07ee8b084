/* What a service of Windows is: it reports each of its states, and stops when it is told to. */
#include "sms.h"
#include <stdio.h>
#include <string.h>

/* Milliseconds that starting and stopping take at least, so that their states can be met. */
#define PENDING 100
#define WAIT_HINT 5000

static struct service service;
static SERVICE_STATUS_HANDLE handle;

static void WINAPI service_main(DWORD count, char **arguments);
static DWORD WINAPI on_control(DWORD control, DWORD type, void *data, void *context);
static void report(DWORD state);
static void find_root(const char *program);

int main(void)
{
  SERVICE_TABLE_ENTRYA table[] = {{"", service_main}, {NULL, NULL}};
  char program[MAX_PATH];

  GetModuleFileNameA(NULL, program, sizeof program);
  if (_stricmp(strrchr(program, '\\') + 1, "CLI_NT.EXE") == 0) return set_up_client();
  find_root(program);
  return StartServiceCtrlDispatcherA(table) ? 0 : 1;
}

static void WINAPI service_main(DWORD count, char **arguments)
{
  snprintf(service.name, sizeof service.name, "%s", count > 0 ? arguments[0] : "");
  service.stopping = CreateEventA(NULL, TRUE, FALSE, NULL);
  handle = RegisterServiceCtrlHandlerExA(service.name, on_control, NULL);
  report(SERVICE_START_PENDING);
  Sleep(PENDING);
  report(SERVICE_RUNNING);
  if (_stricmp(service.name, "SMS_SITE_CONFIG_MANAGER") == 0) run_site_config_manager(&service);
  else if (_stricmp(service.name, "SMS_EXECUTIVE") == 0) run_executive(&service);
  else if (_stricmp(service.name, "SMS_HIERARCHY_MANAGER") == 0) run_hierarchy_manager(&service);
  else WaitForSingleObject(service.stopping, INFINITE);
  Sleep(PENDING);
  report(SERVICE_STOPPED);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data, void *context)
{
  (void)type, (void)data, (void)context;
  if (control == SERVICE_CONTROL_INTERROGATE) return NO_ERROR;
  if (control != SERVICE_CONTROL_STOP) return ERROR_CALL_NOT_IMPLEMENTED;
  report(SERVICE_STOP_PENDING);
  SetEvent(service.stopping);
  return NO_ERROR;
}

static void report(DWORD state)
{
  BOOL is_pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
  SERVICE_STATUS status = {
    .dwServiceType = SERVICE_WIN32_OWN_PROCESS,
    .dwCurrentState = state,
    .dwControlsAccepted = state == SERVICE_RUNNING ? SERVICE_ACCEPT_STOP : 0,
    .dwCheckPoint = is_pending ? 1 : 0,
    .dwWaitHint = is_pending ? WAIT_HINT : 0,
  };

  SetServiceStatus(handle, &status);
}

/* `C:\SMS\SITE.SRV\X86.BIN\SITEINS.EXE` lies in C:\SMS. */
static void find_root(const char *program)
{
  snprintf(service.root, sizeof service.root, "%s", program);
  for (int folder = 0; folder < 3; folder++) {
    char *end = strrchr(service.root, '\\');

    if (end != NULL) *end = 0;
  }
}

BOOL stops_within(const struct service *service, DWORD milliseconds)
{
  return WaitForSingleObject(service->stopping, milliseconds) == WAIT_OBJECT_0;
}
