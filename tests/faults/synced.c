/* Keeps what a file held when it was last synced beside it, as FILE.synced: what a power loss would leave of it.
   It reads through the descriptor it is given, since to close another one would give up SQLite's locks on the file. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int copy(int from, const char *to) {
    char block[65536];
    off_t at = 0;
    ssize_t got;
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0) return -1;
    while ((got = pread(from, block, sizeof block, at)) > 0) {
        if (write(out, block, got) != got) got = -1;
        if (got < 0) break;
        at += got;
    }
    close(out);
    return got;
}

static int keep(int file) {
    char link[64], path[4000], fresh[4100], kept[4100];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    if (!strstr(path, ".db")) return 0;
    snprintf(fresh, sizeof fresh, "%s.fresh", path);
    snprintf(kept, sizeof kept, "%s.synced", path);
    if (copy(file, fresh)) return -1;
    return rename(fresh, kept);
}

static int synced(const char *name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(file) ? -1 : keep(file);
}

int fsync(int file) { return synced("fsync", file); }
int fdatasync(int file) { return synced("fdatasync", file); }
