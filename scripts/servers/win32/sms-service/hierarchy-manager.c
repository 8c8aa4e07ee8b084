/* SMS_HIERARCHY_MANAGER, at primary sites only: what a site reports goes into the database. */
#include "sms.h"
#include <stdio.h>
#include <string.h>

#define RESPONSE 100

#define COMPONENT "SMS_HIERARCHY_MANAGER"

void run_hierarchy_manager(const struct service *service)
{
  char box[MAX_PATH], log[MAX_PATH], name[MAX_PATH], path[2 * MAX_PATH], work[256], latest[MAX_PATH] = "";

  path_below(box, service, "SITE.SRV\\SITECFG.BOX");
  path_below(log, service, "LOGS\\HMAN.LOG");
  log_line(log, COMPONENT, "Starting.");
  do {
    struct site site;

    /* The file goes once the database has it. */
    if (!first_file(box, ".CT2", name) || strcmp(name, latest) == 0) continue;
    snprintf(path, sizeof path, "%s\\%s", box, name);
    if (!read_site(path, &site)) continue;
    snprintf(work, sizeof work, "report %s %ld %s %s", site.code, site.stamp, service->root + 3, name);
    begin_work(work);
    log_line(log, COMPONENT, "Event 358: received an ACTUAL site control file from site %s.", site.code);
    strcpy(latest, name);
  } while (!stops_within(service, RESPONSE));
  log_line(log, COMPONENT, "Stopping.");
}
