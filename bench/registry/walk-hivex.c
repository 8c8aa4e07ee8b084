/* Walks a hive with libhivex: the name of each key; the name, the type and a copy of the data of each value. Prints keys, values, bytes and milliseconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As in hivex.h, which is in a package that is not needed otherwise. */
typedef struct hive_h hive_h;
typedef size_t node;
extern hive_h *hivex_open(const char *, int);
extern int hivex_close(hive_h *);
extern node hivex_root(hive_h *);
extern char *hivex_node_name(hive_h *, node);
extern node *hivex_node_children(hive_h *, node);
extern node *hivex_node_values(hive_h *, node);
extern char *hivex_value_key(hive_h *, node);
extern char *hivex_value_value(hive_h *, node, int *, size_t *);

static long keys, values, bytes;

static void walk(hive_h *hive, node key) {
  char *name = hivex_node_name(hive, key);
  keys++;
  bytes += strlen(name);
  free(name);
  node *list = hivex_node_values(hive, key);
  for (size_t i = 0; list[i]; i++, values++) {
    int type;
    size_t size;
    char *value = hivex_value_key(hive, list[i]);
    char *data = hivex_value_value(hive, list[i], &type, &size);
    bytes += strlen(value) + size;
    free(value);
    free(data);
  }
  free(list);
  node *children = hivex_node_children(hive, key);
  for (size_t i = 0; children[i]; i++) walk(hive, children[i]);
  free(children);
}

int main(int count, char **arguments) {
  struct timespec start, end;
  if (count != 2) return 2;
  clock_gettime(CLOCK_MONOTONIC, &start);
  hive_h *hive = hivex_open(arguments[1], 0);
  if (!hive) return 1;
  walk(hive, hivex_root(hive));
  hivex_close(hive);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%ld %ld %ld %.3f\n", keys, values, bytes, (end.tv_sec - start.tv_sec) * 1e3 + (end.tv_nsec - start.tv_nsec) / 1e6);
  return 0;
}
