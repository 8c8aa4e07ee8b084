/* SMS_EXECUTIVE: its threads carry files between the boxes of a site, and to the parent. */
#include "sms.h"
#include <stdio.h>
#include <string.h>

/* Milliseconds between two looks. */
#define RESPONSE 100

static void send_reports(const struct service *service, const struct site *site);
static void take_received(const struct service *service);

void run_executive(const struct service *service)
{
  char control_file[MAX_PATH], log[MAX_PATH];
  struct site site = {0};

  path_below(log, service, "LOGS\\SMSEXEC.LOG");
  path_below(control_file, service, "SITE.SRV\\SITECFG.BOX\\SITECTRL.CT0");
  log_line(log, "SMS_EXECUTIVE", "Starting.");
  begin_work("threads");
  do {
    if (site.code[0] == 0 && !read_site(control_file, &site)) continue;
    if (site.is_primary) take_received(service);
    else send_reports(service, &site);
  } while (!stops_within(service, RESPONSE));
  log_line(log, "SMS_EXECUTIVE", "Stopping.");
}

/* What the scheduler and the LAN sender do: what could not be sent stays. */
static void send_reports(const struct service *service, const struct site *site)
{
  char box[MAX_PATH], name[MAX_PATH], from[2 * MAX_PATH], to[2 * MAX_PATH], unfinished[3 * MAX_PATH];
  char log[MAX_PATH];

  path_below(box, service, "SITE.SRV\\SITECFG.BOX");
  if (!first_file(box, ".CT2", name)) return;
  path_below(log, service, "LOGS\\LANSEND.LOG");
  snprintf(from, sizeof from, "%s\\%s", box, name);
  snprintf(to, sizeof to, "%s\\%s", site->parent_share, name);
  snprintf(unfinished, sizeof unfinished, "%s.TMP", to);
  if (!CopyFileA(from, unfinished, FALSE) || !MoveFileExA(unfinished, to, MOVEFILE_REPLACE_EXISTING)) {
    log_line(log, "SMS_LAN_SENDER", "Error: cannot send %s to %s: %lu", name, site->parent_share, GetLastError());
    return;
  }
  DeleteFileA(from);
  log_line(log, "SMS_LAN_SENDER", "Sent %s through %s.", name, site->parent_share);
}

/* What the despooler does. */
static void take_received(const struct service *service)
{
  char received[MAX_PATH], name[MAX_PATH], from[2 * MAX_PATH], to[2 * MAX_PATH], box[MAX_PATH], log[MAX_PATH];

  path_below(received, service, "SITE.SRV\\DESPOOLR.BOX\\RECEIVE");
  if (!first_file(received, ".CT2", name)) return;
  path_below(box, service, "SITE.SRV\\SITECFG.BOX");
  path_below(log, service, "LOGS\\DESPOOL.LOG");
  snprintf(from, sizeof from, "%s\\%s", received, name);
  snprintf(to, sizeof to, "%s\\%s", box, name);
  if (MoveFileExA(from, to, MOVEFILE_REPLACE_EXISTING)) log_line(log, "SMS_DESPOOLER", "Received %s.", name);
}
