/*
 * Programs of a site server of SMS 1.x, as far as backup and restore of a site meet them: real services of Windows that start, stop, read the site
 * control file, install and start each other, and report to the parent. One program is all of them; which one, its file name says.
 */
#ifndef SMS_H
#define SMS_H

#include <windows.h>

struct service {
  /* As it is installed. */
  char name[64];
  /* The SMS root directory, two folders above that of the program. */
  char root[MAX_PATH];
  /* Set once the service is told to stop. */
  HANDLE stopping;
};

/* service.c */
BOOL stops_within(const struct service *service, DWORD milliseconds);

/* The services, each until it is told to stop. */
void run_site_config_manager(const struct service *service);
void run_executive(const struct service *service);
void run_hierarchy_manager(const struct service *service);

/* client-setup.c: RUNSMS.BAT on the site server itself. Gives the exit code. */
int set_up_client(void);

/* control-file.c */

struct component {
  char name[64];
  /* The program, below the SMS root directory. */
  char program[128];
};

struct site {
  int is_primary;
  char code[4];
  /* Of FILE_DEFINITION: seconds since 1970. */
  long stamp;
  /* `\\HQ1\SMS_SITE`; empty without a parent. */
  char parent_share[MAX_PATH];
  /* Services of the site server, in the order of the file. */
  struct component components[32];
  int count;
};

BOOL read_site(const char *path, struct site *site);
/* The same file as an ACTUAL one, made now. */
BOOL write_actual(const char *from, const char *to);

/* files.c */
void path_below(char *path, const struct service *service, const char *below);
/* The first file in the folder with this extension; FALSE when there is none. */
BOOL first_file(const char *folder, const char *extension, char *name);
/* A line in the format of SMS (Q171005). */
void log_line(const char *path, const char *component, const char *format, ...);
/* What Wine cannot do, the shell script `sms-work` of the computer does, later. No argument may have blanks in it. */
void begin_work(const char *arguments);

#endif
