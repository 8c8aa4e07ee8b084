/* SMS_SITE_CONFIG_MANAGER: brings up a site from its site control file, and keeps it up. Stages as Q130906, events as Q122179 have them. */
#include "sms.h"
#include <stdio.h>
#include <string.h>

/* Milliseconds between two looks of its watchdog; with SMS, two hours. */
#define WATCHDOG 1000

#define COMPONENT "SMS_SITE_CONFIG_MANAGER"

static int configure(const struct service *service, const struct site *site, const char *log, BOOL is_first);
static void report(const struct service *service, const char *control_file, const char *log);
static BOOL bring_up(SC_HANDLE manager, const struct service *service, const struct component *component, const char *log);
static SC_HANDLE install(SC_HANDLE manager, const struct service *service, const struct component *component);
static const char *own_account(SC_HANDLE manager, const struct service *service);

void run_site_config_manager(const struct service *service)
{
  /* In the root of the drive that SMS lies on, outside of its directory (Q125452). */
  char log[] = "C:\\SCMAN.LOG", control_file[MAX_PATH], computer[MAX_COMPUTERNAME_LENGTH + 1];
  DWORD length = sizeof computer;
  BOOL is_first = TRUE, has_asked = FALSE;

  log[0] = service->root[0];
  path_below(control_file, service, "SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0");
  GetComputerNameA(computer, &length);
  log_line(log, COMPONENT, "Starting on %s.", computer);
  do {
    struct site site;

    if (read_site(control_file, &site)) {
      int brought_up = configure(service, &site, log, is_first);

      if (is_first && brought_up >= 0) {
        report(service, control_file, log);
        is_first = FALSE;
      }
    } else if (!has_asked) {
      log_line(log, COMPONENT, "Event 242: cannot start site configuration until a site control file is received.");
      has_asked = TRUE;
    }
  } while (!stops_within(service, WATCHDOG));
  log_line(log, COMPONENT, "Stopping.");
}

/* How many services it installed or started; -1 when one could not be. */
static int configure(const struct service *service, const struct site *site, const char *log, BOOL is_first)
{
  char work[128];
  int brought_up = 0;
  BOOL failed = FALSE;
  SC_HANDLE manager = OpenSCManagerA(NULL, NULL, SC_MANAGER_ALL_ACCESS);

  if (is_first) {
    log_line(log, COMPONENT, "Stage 1: writing the site configuration into the registry.");
    log_line(log, COMPONENT, "Stage 2: checking directories and shares.");
    snprintf(work, sizeof work, "shares %s %s", site->code, service->root + 3);
    begin_work(work);
    log_line(log, COMPONENT, "Stage 3: checking services.");
  }
  for (int index = 0; index < site->count; index++) {
    const struct component *component = &site->components[index];

    /* Its own service is the one that it cannot install. */
    if (_stricmp(component->name, service->name) == 0) continue;
    if (WaitForSingleObject(service->stopping, 0) == WAIT_OBJECT_0) break;
    if (bring_up(manager, service, component, log)) brought_up++;
    else if (GetLastError() != ERROR_SERVICE_ALREADY_RUNNING) failed = TRUE;
  }
  CloseServiceHandle(manager);
  if (is_first && !failed) log_line(log, COMPONENT, "Stage 4: site configuration is complete.");
  return failed ? -1 : brought_up;
}

/* The scheduler takes it to the parent; at a site without one, the hierarchy manager reads it there. */
static void report(const struct service *service, const char *control_file, const char *log)
{
  char name[16], below[64], path[MAX_PATH];

  snprintf(name, sizeof name, "%08lX.CT2", GetTickCount());
  snprintf(below, sizeof below, "SITE.SRV\\SITECFG.BOX\\%s", name);
  path_below(path, service, below);
  if (write_actual(control_file, path)) log_line(log, COMPONENT, "Wrote the site status %s.", name);
}

/* TRUE when it did something; else the last error is ERROR_SERVICE_ALREADY_RUNNING when nothing was to be done. */
static BOOL bring_up(SC_HANDLE manager, const struct service *service, const struct component *component, const char *log)
{
  SC_HANDLE other = OpenServiceA(manager, component->name, SERVICE_ALL_ACCESS);
  DWORD error = ERROR_SUCCESS;

  if (other == NULL) {
    other = install(manager, service, component);
    if (other == NULL) error = GetLastError();
    else log_line(log, COMPONENT, "Installed the service %s.", component->name);
  }
  if (error == ERROR_SUCCESS && !StartServiceA(other, 0, NULL)) error = GetLastError();
  if (error == ERROR_SUCCESS) log_line(log, COMPONENT, "Started the service %s.", component->name);
  else if (error != ERROR_SERVICE_ALREADY_RUNNING)
    log_line(log, COMPONENT, "Event 233: the service %s could not be brought up: error %lu.", component->name, error);
  if (other != NULL) CloseServiceHandle(other);
  SetLastError(error);
  return error == ERROR_SUCCESS;
}

/* Under the account that it runs as itself: what the site control file says of the password only SMS can read. */
static SC_HANDLE install(SC_HANDLE manager, const struct service *service, const struct component *component)
{
  char program[MAX_PATH];

  path_below(program, service, component->program);
  return CreateServiceA(manager, component->name, component->name, SERVICE_ALL_ACCESS, SERVICE_WIN32_OWN_PROCESS, SERVICE_DEMAND_START,
                        SERVICE_ERROR_NORMAL, program, NULL, NULL, NULL, own_account(manager, service), NULL);
}

static const char *own_account(SC_HANDLE manager, const struct service *service)
{
  static char buffer[8192];
  QUERY_SERVICE_CONFIGA *config = (QUERY_SERVICE_CONFIGA *)buffer;
  DWORD needed;
  SC_HANDLE own = OpenServiceA(manager, service->name, SERVICE_QUERY_CONFIG);
  BOOL ok = own != NULL && QueryServiceConfigA(own, config, sizeof buffer, &needed);

  if (own != NULL) CloseServiceHandle(own);
  return ok ? config->lpServiceStartName : NULL;
}
