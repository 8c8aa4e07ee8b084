/* Site control files: text, with blocks whose values stand in `<...>` on lines of their own (SMS Resource Guide, "Site Control File"). */
#include "sms.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PRIMARY_SITE 6
/* Flags of a component. */
#define FOR_PRIMARY 0x40
#define FOR_SECONDARY 0x80
#define OPTIONAL_SERVICE 0x400
#define AS_THREAD 0x800
/* Of the number of a property about agents: they run on the site server. */
#define ON_SITE_SERVER 1

#define LINE 1024

static void read_component(FILE *file, struct site *site);
static void read_agent(const char *line, struct site *site);
static void read_address(FILE *file, struct site *site);
static void add(struct site *site, const char *name, const char *folder, const char *file);
static BOOL next_line(FILE *file, char *line);
static char *next_value(FILE *file, char *line);

BOOL read_site(const char *path, struct site *site)
{
  char line[LINE];
  FILE *file = fopen(path, "rb");

  memset(site, 0, sizeof *site);
  if (file == NULL) return FALSE;
  while (next_line(file, line)) {
    if (strcmp(line, "BEGIN_FILE_DEFINITION") == 0) {
      for (int field = 0; field < 4; field++) next_value(file, line);
      site->stamp = atol(next_value(file, line));
    } else if (strcmp(line, "BEGIN_SITE_ACCOUNT") == 0) {
      site->is_primary = atoi(next_value(file, line)) == PRIMARY_SITE;
      snprintf(site->code, sizeof site->code, "%s", next_value(file, line));
    } else if (strcmp(line, "BEGIN_COMPONENT") == 0) read_component(file, site);
    else if (strncmp(line, "PROPERTY ", 9) == 0) read_agent(line, site);
    else if (strncmp(line, "ADDRESS ", 8) == 0) read_address(file, site);
  }
  fclose(file);
  return site->code[0] != 0;
}

BOOL write_actual(const char *from, const char *to)
{
  char line[LINE], unfinished[MAX_PATH];
  int field = -1;
  FILE *file = fopen(from, "rb"), *copy;

  if (file == NULL) return FALSE;
  snprintf(unfinished, sizeof unfinished, "%s.TMP", to);
  copy = fopen(unfinished, "wb");
  while (copy != NULL && fgets(line, sizeof line, file) != NULL) {
    if (field == 0) fputs("  <1>\r\n", copy);
    else if (field == 4) fprintf(copy, "  <%ld>\r\n", (long)time(NULL));
    else fputs(line, copy);
    if (strstr(line, "BEGIN_FILE_DEFINITION") != NULL) field = 0;
    else if (field >= 0) field++;
  }
  fclose(file);
  if (copy == NULL) return FALSE;
  fclose(copy);
  return MoveFileExA(unfinished, to, MOVEFILE_REPLACE_EXISTING);
}

static void read_component(FILE *file, struct site *site)
{
  char line[LINE], name[64];
  int flags = atoi(next_value(file, line));

  snprintf(name, sizeof name, "%.63s", next_value(file, line));
  next_value(file, line);
  if ((flags & (site->is_primary ? FOR_PRIMARY : FOR_SECONDARY)) == 0) return;
  if ((flags & (AS_THREAD | OPTIONAL_SERVICE)) == 0) add(site, name, "SITE.SRV", line + 1);
}

static void read_agent(const char *line, struct site *site)
{
  const char *number = strrchr(line, '<');

  if (number == NULL || (atoi(number + 1) & ON_SITE_SERVER) == 0) return;
  if (strstr(line, "<INVENTORY AGENT ON SERVERS>") != NULL) add(site, "SMS_INVENTORY_AGENT_NT", "HELPER.SRV", "INVWIN32.EXE");
  if (strstr(line, "<PACKAGE COMMAND MANAGER ON SERVERS>") != NULL)
    add(site, "SMS_PACKAGE_COMMAND_MANAGER_NT", "HELPER.SRV", "PCMSVC32.EXE");
}

/* The next line is `#length({}{\\HQ1\SMS_SITE ...})`. */
static void read_address(FILE *file, struct site *site)
{
  char line[LINE];
  const char *share;

  if (site->is_primary || !next_line(file, line) || (share = strstr(line, "{\\\\")) == NULL) return;
  snprintf(site->parent_share, sizeof site->parent_share, "%.*s", (int)strcspn(share + 1, " }"), share + 1);
}

static void add(struct site *site, const char *name, const char *folder, const char *file)
{
  struct component *component = &site->components[site->count];

  if (site->count == sizeof site->components / sizeof *site->components) return;
  snprintf(component->name, sizeof component->name, "%s", name);
  snprintf(component->program, sizeof component->program, "%s\\X86.BIN\\%.64s", folder, file);
  site->count++;
}

/* Without its indentation and its end. */
static BOOL next_line(FILE *file, char *line)
{
  if (fgets(line, LINE, file) == NULL) return FALSE;
  line[strcspn(line, "\r\n")] = 0;
  memmove(line, line + strspn(line, " \t"), strlen(line + strspn(line, " \t")) + 1);
  return TRUE;
}

/* What stands in `<...>`; the line keeps it from its second character on. */
static char *next_value(FILE *file, char *line)
{
  if (!next_line(file, line) || line[0] != '<') line[0] = line[1] = 0;
  line[1 + strcspn(line + 1, ">")] = 0;
  return line + 1;
}
