/* In the hands of the dynamic loader. */
#define _GNU_SOURCE
#include "zoo.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>

/* Calls `zoo_guest` of the library at `path`, which waits. */
int zoo_open(const char *path, zoo_wait wait)
{
    void *library = dlopen(path, RTLD_NOW);
    if (!library)
        abort();
    int (*guest)(int, zoo_wait) = (int (*)(int, zoo_wait))dlsym(library, "zoo_guest");
    return guest(3, wait);
}

static int visit(struct dl_phdr_info *info, size_t len, void *data)
{
    (void)info, (void)len;
    ((zoo_wait)data)();
    return 1;
}

/* Waits in the callback, while the list of libraries is locked. */
int zoo_iterate(zoo_wait wait)
{
    return dl_iterate_phdr(visit, (void *)wait);
}
