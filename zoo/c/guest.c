/* A library that is opened by the running program. */
#include "zoo.h"

ZOO_FRAME static int inner(int n, zoo_wait wait)
{
    if (n == 0)
        wait();
    else
        n += inner(n - 1, wait);
    return n + 1;
}

int zoo_guest(int n, zoo_wait wait)
{
    return inner(n, wait) * 2;
}
