/* Client Setup on the site server itself: \MS and SMS.INI must be there (Q149673, Q149681). */
#include "sms.h"
#include <stdio.h>

int set_up_client(void)
{
  const char *needed[] = {"C:\\SMS.INI", "C:\\MS\\SMS\\LOGS"};

  for (int index = 0; index < 2; index++) {
    if (GetFileAttributesA(needed[index]) != INVALID_FILE_ATTRIBUTES) continue;
    printf("%s is not there.\n", needed[index]);
    return 1;
  }
  log_line("C:\\MS\\SMS\\LOGS\\CLIENT.LOG", "SMS_CLIENT_SETUP", "Client Setup completed.");
  printf("Systems Management Server client installation is complete.\n");
  return 0;
}
