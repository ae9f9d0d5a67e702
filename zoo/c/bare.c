/* Compiled without unwind tables and without frame pointers. */
#include "zoo.h"

ZOO_FRAME static int leaf(int n, zoo_wait wait)
{
    volatile char room[200];
    room[n & 127] = 1;
    wait();
    return n + room[n & 127];
}

ZOO_FRAME static int middle(int n, zoo_wait wait)
{
    volatile char room[100];
    room[n & 63] = 1;
    int result = leaf(n, wait);
    return result + room[n & 63];
}

int zoo_bare(int n, zoo_wait wait)
{
    return middle(n, wait) * 3;
}

volatile unsigned long zoo_sink;

/* A leaf that calls nobody. */
void zoo_bare_spin(unsigned long n)
{
    for (unsigned long i = 0; i < n; i++)
        zoo_sink += i * 7;
}
