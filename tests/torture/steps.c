/* Preloaded into mcu and into every git that it starts: counts the calls that change files below one folder, over all
 * processes of one session, and at the N-th of them kills, or lets the call fail.
 *
 * What stdio writes inside the C library is counted where the file is flushed or closed. The control block is a file
 * that whoever runs the tests and all processes have mapped; steps.py describes the same bytes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, RENAME = 2, SYNC = 4, UNLINK = 8, MKDIR = 16, CREATE = 32, TRUNCATE = 64, START = 128, LOOK = 256 };
enum { WHOLE_GROUP = 1, FIRST_ALONE = 2, WHO_IS_AT_IT = 3, FAIL = 4, POWER = 5 };

struct control {
    int32_t session, first, way, error, lasting, torn, calls, fired;
    int64_t stop_at, count;
    char folder[512], where[1024], trace[512];
};

static struct control *control;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("TORTURE_CONTROL");
    int descriptor = name ? (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CLOEXEC, 0) : -1;
    if (descriptor < 0)
        return;
    void *found = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    syscall(SYS_close, descriptor);
    if (found != MAP_FAILED)
        control = found;
}

static int is_below(const char *path)
{
    size_t length = strlen(control->folder), all = strlen(path);
    if (all > 4 && !strcmp(path + all - 4, "-shm")) /* memory that SQLite's processes share, worth nothing after them */
        return 0;
    return length && !strncmp(path, control->folder, length) && (path[length] == '/' || !path[length]);
}

static void name_of_descriptor(int descriptor, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    path[length > 0 ? length : 0] = 0;
}

static void name_of(int folder, const char *given, char *path)
{
    if (given[0] == '/') {
        snprintf(path, PATH_MAX, "%s", given);
        return;
    }
    char start[PATH_MAX] = "";
    if (folder == AT_FDCWD)
        syscall(SYS_getcwd, start, sizeof start);
    else
        name_of_descriptor(folder, start);
    if (snprintf(path, PATH_MAX, "%s/%s", start, given) >= PATH_MAX)
        path[PATH_MAX - 1] = 0;
}

static void told(char *text, size_t size, const char *call, const char *path)
{
    char words[512];
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/cmdline", O_RDONLY | O_CLOEXEC, 0);
    ssize_t length = descriptor < 0 ? 0 : syscall(SYS_read, descriptor, words, sizeof words - 1);
    if (descriptor >= 0)
        syscall(SYS_close, descriptor);
    if (length < 0)
        length = 0;
    words[length] = 0;
    for (ssize_t i = 0; i + 1 < length; i++)
        if (!words[i] || words[i] == '\n' || words[i] == '\t')
            words[i] = ' ';
    if (getpid() == control->first)
        snprintf(words, sizeof words, "mcu");
    snprintf(text, size, "%s\t%s\t%s", words, call, path);
}

/* Note a call, and the file that it is about by its inode, which no rename changes. */
static void traced(const char *call, const char *path)
{
    struct stat found;
    char line[PATH_MAX + 800];
    told(line, sizeof line - 32, call, path);
    size_t length = strlen(line);
    snprintf(line + length, sizeof line - length, "\t%llu\n", stat(path, &found) ? 0ULL : (unsigned long long)found.st_ino);
    int descriptor = (int)syscall(SYS_openat, AT_FDCWD, control->trace, O_WRONLY | O_CREAT | O_APPEND, 0600);
    syscall(SYS_write, descriptor, line, strlen(line));
    syscall(SYS_close, descriptor);
}

/* Return 0 where the call may go on, else the number of the error that it ends with. */
static int step_at(int kind, const char *call, const char *path, int can_tear)
{
    if (!control || !control->session || !(control->calls & kind) || !is_below(path))
        return 0;
    if (getsid(0) != control->session)
        return 0;
    int64_t number = __atomic_add_fetch(&control->count, 1, __ATOMIC_SEQ_CST);
    if (control->trace[0]) {
        int kept = errno;
        traced(call, path);
        errno = kept;
    }
    if (!control->stop_at || number < control->stop_at || (number > control->stop_at && !control->lasting))
        return 0;
    if (!control->fired) {
        control->fired = 1;
        told(control->where, sizeof control->where, call, path);
    }
    if (control->way == FAIL)
        return control->error;
    /* Who lives on writes the rest as well: it must not find half of it written. */
    int dies = control->way != FIRST_ALONE || getpid() == control->first;
    return control->torn && can_tear && dies ? -1 : -2;
}

static void end(void)
{
    if (control->way == WHOLE_GROUP || control->way == POWER)
        syscall(SYS_kill, 0, SIGKILL);
    if (control->way == FIRST_ALONE)
        syscall(SYS_kill, control->first, SIGKILL);
    if (control->way == WHO_IS_AT_IT)
        syscall(SYS_kill, getpid(), SIGKILL);
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define STEP(kind, path, failed) \
    do { int verdict_ = step_at(kind, __func__, path, 0); \
        if (verdict_ < 0) end(); else if (verdict_) { errno = verdict_; return failed; } } while (0)
#define STEP_FD(kind, descriptor, failed) \
    do { char path_[PATH_MAX]; if (control && control->session) { int kept_ = errno; name_of_descriptor(descriptor, path_); \
        errno = kept_; STEP(kind, path_, failed); } } while (0)
#define STEP_AT(kind, folder, given, failed) \
    do { char path_[PATH_MAX]; if (control && control->session) { name_of(folder, given, path_); \
        STEP(kind, path_, failed); } } while (0)

#define WRITING(type, name, parameters, whole, half) \
    type name parameters \
    { \
        REAL(name); \
        if (control && control->session) { \
            char path[PATH_MAX]; \
            int kept = errno; \
            name_of_descriptor(descriptor, path); \
            errno = kept; \
            int verdict = step_at(WRITE, #name, path, 1); \
            if (verdict == -1) half; \
            if (verdict < 0) end(); \
            else if (verdict) { errno = verdict; return -1; } \
        } \
        return whole; \
    }
WRITING(ssize_t, write, (int descriptor, const void *data, size_t size), real(descriptor, data, size),
        if (real(descriptor, data, size / 2)) {})
WRITING(ssize_t, pwrite, (int descriptor, const void *data, size_t size, off_t place), real(descriptor, data, size, place),
        if (real(descriptor, data, size / 2, place)) {})
WRITING(ssize_t, pwrite64, (int descriptor, const void *data, size_t size, off64_t place),
        real(descriptor, data, size, place), if (real(descriptor, data, size / 2, place)) {})
WRITING(ssize_t, writev, (int descriptor, const struct iovec *parts, int count), real(descriptor, parts, count),
        if (real(descriptor, parts, count / 2)) {})

ssize_t sendfile64(int out, int in, off64_t *place, size_t size)
{
    REAL(sendfile64);
    STEP_FD(WRITE, out, -1);
    return real(out, in, place, size);
}
ssize_t sendfile(int out, int in, off_t *place, size_t size)
{
    REAL(sendfile);
    STEP_FD(WRITE, out, -1);
    return real(out, in, place, size);
}
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags)
{
    REAL(copy_file_range);
    STEP_FD(WRITE, out, -1);
    return real(in, from, out, to, size, flags);
}
/* Where a file takes the place of another, ext4 and btrfs write it before its name; a trace tells that as a call. */
static int replacing(int other, const char *to, char *path)
{
    if (!control || !control->session || !control->trace[0])
        return 0;
    name_of(other, to, path);
    return is_below(path) && !syscall(SYS_faccessat, AT_FDCWD, path, F_OK);
}
#define RENAMING(name, parameters, other, to, call) \
    int name parameters \
    { \
        REAL(name); \
        char path_of_it[PATH_MAX]; \
        STEP_AT(RENAME, other, to, -1); \
        int replaces = replacing(other, to, path_of_it), failed = call; \
        if (replaces && !failed) \
            traced("replace", path_of_it); \
        return failed; \
    }
RENAMING(rename, (const char *from, const char *to), AT_FDCWD, to, real(from, to))
RENAMING(renameat, (int one, const char *from, int other, const char *to), other, to, real(one, from, other, to))
int link(const char *from, const char *to)
{
    REAL(link);
    STEP_AT(RENAME, AT_FDCWD, to, -1);
    return real(from, to);
}
int linkat(int one, const char *from, int other, const char *to, int flags)
{
    REAL(linkat);
    STEP_AT(RENAME, other, to, -1);
    return real(one, from, other, to, flags);
}
int fsync(int descriptor)
{
    REAL(fsync);
    STEP_FD(SYNC, descriptor, -1);
    return real(descriptor);
}
int fdatasync(int descriptor)
{
    REAL(fdatasync);
    STEP_FD(SYNC, descriptor, -1);
    return real(descriptor);
}
int unlink(const char *path)
{
    REAL(unlink);
    STEP_AT(UNLINK, AT_FDCWD, path, -1);
    return real(path);
}
int unlinkat(int folder, const char *path, int flags)
{
    REAL(unlinkat);
    STEP_AT(UNLINK, folder, path, -1);
    return real(folder, path, flags);
}
int rmdir(const char *path)
{
    REAL(rmdir);
    STEP_AT(UNLINK, AT_FDCWD, path, -1);
    return real(path);
}
int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    STEP_AT(MKDIR, AT_FDCWD, path, -1);
    return real(path, mode);
}
int mkdirat(int folder, const char *path, mode_t mode)
{
    REAL(mkdirat);
    STEP_AT(MKDIR, folder, path, -1);
    return real(folder, path, mode);
}
int ftruncate(int descriptor, off_t size)
{
    REAL(ftruncate);
    STEP_FD(TRUNCATE, descriptor, -1);
    return real(descriptor, size);
}
int ftruncate64(int descriptor, off64_t size)
{
    REAL(ftruncate64);
    STEP_FD(TRUNCATE, descriptor, -1);
    return real(descriptor, size);
}

static int kind_of_opening(int flags)
{
    return (flags & O_ACCMODE) == O_RDONLY && !(flags & (O_CREAT | O_TRUNC)) ? LOOK : CREATE;
}
#define MODE \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { \
        va_list more; \
        va_start(more, flags); \
        mode = va_arg(more, mode_t); \
        va_end(more); \
    }
#define OPENING(name) \
    int name(const char *path, int flags, ...) \
    { \
        REAL(name); \
        MODE \
        STEP_AT(kind_of_opening(flags), AT_FDCWD, path, -1); \
        return real(path, flags, mode); \
    }
#define OPENING_AT(name) \
    int name(int folder, const char *path, int flags, ...) \
    { \
        REAL(name); \
        MODE \
        STEP_AT(kind_of_opening(flags), folder, path, -1); \
        return real(folder, path, flags, mode); \
    }
OPENING(open)
OPENING(open64)
OPENING_AT(openat)
OPENING_AT(openat64)

int __open_2(const char *path, int flags) { return open(path, flags); }
int __open64_2(const char *path, int flags) { return open64(path, flags); }
int __openat_2(int folder, const char *path, int flags) { return openat(folder, path, flags); }
int __openat64_2(int folder, const char *path, int flags) { return openat64(folder, path, flags); }

#define STREAM(name) \
    FILE *name(const char *path, const char *mode) \
    { \
        REAL(name); \
        STEP_AT(mode[0] == 'r' && !strchr(mode, '+') ? LOOK : CREATE, AT_FDCWD, path, NULL); \
        return real(path, mode); \
    }
STREAM(fopen)
STREAM(fopen64)

static int holds_what_is_to_be_written(FILE *file)
{
    return file && fileno(file) >= 0 && __fpending(file);
}
int fclose(FILE *file)
{
    REAL(fclose);
    if (control && control->session && holds_what_is_to_be_written(file))
        STEP_FD(WRITE, fileno(file), EOF);
    return real(file);
}
int fflush(FILE *file)
{
    REAL(fflush);
    if (control && control->session && holds_what_is_to_be_written(file))
        STEP_FD(WRITE, fileno(file), EOF);
    return real(file);
}

/* A start of a program counts where it happens in the folder; each name on PATH that is not there does not. */
static void starting(const char *path)
{
    char folder[PATH_MAX] = "";
    if (!control || !control->session || syscall(SYS_faccessat, AT_FDCWD, path, X_OK))
        return;
    syscall(SYS_getcwd, folder, sizeof folder);
    if (step_at(START, "start", folder, 0) < 0)
        end();
}
int execve(const char *path, char *const arguments[], char *const environment[])
{
    REAL(execve);
    starting(path);
    return real(path, arguments, environment);
}
int execv(const char *path, char *const arguments[])
{
    REAL(execv);
    starting(path);
    return real(path, arguments);
}
