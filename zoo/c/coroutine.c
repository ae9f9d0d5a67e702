/* A function on a stack that is no thread's. */
#include "zoo.h"

#include <sys/mman.h>
#include <ucontext.h>

static ucontext_t before, coroutine;
static zoo_wait wait_in_coroutine;

ZOO_FRAME static int inner(int n)
{
    wait_in_coroutine();
    return n + 1;
}

static void entry(void)
{
    volatile int result = inner(1);
    (void)result;
}

void zoo_coroutine(zoo_wait wait)
{
    wait_in_coroutine = wait;
    getcontext(&coroutine);
    size_t len = 256 * 1024;
    coroutine.uc_stack.ss_sp =
        mmap(0, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    coroutine.uc_stack.ss_size = len;
    coroutine.uc_link = &before;
    makecontext(&coroutine, entry, 0);
    swapcontext(&before, &coroutine);
}
