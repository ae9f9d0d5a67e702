/* A library whose constructor does not end: whoever opens it has the loader's lock for ever. */
#include <sys/prctl.h>
#include <unistd.h>

__attribute__((constructor)) static void wait_in_constructor(void)
{
    /* By this the program learns that the thread is in its place. */
    prctl(PR_SET_NAME, "constructor");
    for (;;)
        pause();
}
