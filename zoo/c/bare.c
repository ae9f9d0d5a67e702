/* Compiled without unwind tables and without frame pointers. */
#include "chain.h"

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
