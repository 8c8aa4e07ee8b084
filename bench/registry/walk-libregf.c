/* Walks a hive with libregf: the name of each key; the name, the type and a copy of the data of each value. Prints keys, values, bytes and milliseconds. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* As in libregf.h, which is in a package that is not needed otherwise. */
typedef intptr_t item;
extern int libregf_file_initialize(item **, void *);
extern int libregf_file_open(item *, const char *, int, void *);
extern int libregf_file_close(item *, void *);
extern int libregf_file_free(item **, void *);
extern int libregf_file_get_root_key(item *, item **, void *);
extern int libregf_key_free(item **, void *);
extern int libregf_key_get_utf8_name_size(item *, size_t *, void *);
extern int libregf_key_get_utf8_name(item *, uint8_t *, size_t, void *);
extern int libregf_key_get_number_of_values(item *, int *, void *);
extern int libregf_key_get_value(item *, int, item **, void *);
extern int libregf_key_get_number_of_sub_keys(item *, int *, void *);
extern int libregf_key_get_sub_key(item *, int, item **, void *);
extern int libregf_value_free(item **, void *);
extern int libregf_value_get_utf8_name_size(item *, size_t *, void *);
extern int libregf_value_get_utf8_name(item *, uint8_t *, size_t, void *);
extern int libregf_value_get_value_type(item *, uint32_t *, void *);
extern int libregf_value_get_value_data_size(item *, size_t *, void *);
extern int libregf_value_get_value_data(item *, uint8_t *, size_t, void *);

static long keys, values, bytes;
static uint8_t buffer[1 << 20];

static void walk(item *key) {
  size_t size = 0;
  int count = 0;
  if (libregf_key_get_utf8_name_size(key, &size, NULL) == 1 && size > 0) libregf_key_get_utf8_name(key, buffer, size, NULL);
  keys++;
  bytes += size > 0 ? size - 1 : 0;
  libregf_key_get_number_of_values(key, &count, NULL);
  for (int i = 0; i < count; i++, values++) {
    item *value = NULL;
    if (libregf_key_get_value(key, i, &value, NULL) != 1) exit(1);
    size = 0;
    if (libregf_value_get_utf8_name_size(value, &size, NULL) == 1 && size > 0) {
      libregf_value_get_utf8_name(value, buffer, size, NULL);
      bytes += size - 1;
    }
    uint32_t type = 0;
    libregf_value_get_value_type(value, &type, NULL);
    size = 0;
    libregf_value_get_value_data_size(value, &size, NULL);
    if (size > 0 && size <= sizeof buffer) libregf_value_get_value_data(value, buffer, size, NULL);
    bytes += size;
    libregf_value_free(&value, NULL);
  }
  count = 0;
  libregf_key_get_number_of_sub_keys(key, &count, NULL);
  for (int i = 0; i < count; i++) {
    item *child = NULL;
    if (libregf_key_get_sub_key(key, i, &child, NULL) != 1) exit(1);
    walk(child);
    libregf_key_free(&child, NULL);
  }
}

int main(int count, char **arguments) {
  struct timespec start, end;
  item *file = NULL, *root = NULL;
  if (count != 2) return 2;
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (libregf_file_initialize(&file, NULL) != 1 || libregf_file_open(file, arguments[1], 1, NULL) != 1) return 1;
  if (libregf_file_get_root_key(file, &root, NULL) != 1) return 1;
  walk(root);
  libregf_key_free(&root, NULL);
  libregf_file_close(file, NULL);
  libregf_file_free(&file, NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  printf("%ld %ld %ld %.3f\n", keys, values, bytes, (end.tv_sec - start.tv_sec) * 1e3 + (end.tv_nsec - start.tv_nsec) / 1e6);
  return 0;
}
