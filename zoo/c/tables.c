/* Compiled with unwind tables and without frame pointers. */
#include "zoo.h"

#include <stdlib.h>
#include <string.h>

ZOO_FRAME static int leaf(int n, zoo_wait wait)
{
    wait();
    return n + 1;
}

ZOO_FRAME static int middle(int n, zoo_wait wait)
{
    volatile char room[333];
    room[n & 255] = 1;
    int result = leaf(n, wait);
    return result + room[n & 255];
}

int zoo_tables(int n, zoo_wait wait)
{
    return middle(n, wait) * 2;
}

/* A frame that is realigned for its vectors and grows as it runs: its base is an expression. */
typedef float vector __attribute__((vector_size(32)));

ZOO_FRAME static int realigned(int n, zoo_wait wait, vector *inout)
{
    vector sums[4];
    for (int i = 0; i < 4; i++)
        sums[i] = inout[i] + (float)n;
    char *room = __builtin_alloca(n * 16 + 16);
    memset(room, n, n * 16);
    wait();
    inout[0] = sums[n & 3];
    return room[0] + n;
}

int zoo_realigned(int n, zoo_wait wait)
{
    vector zeros[4] = {0};
    int result = realigned(n, wait, zeros);
    return result + (int)zeros[0][0];
}

/* `and rsp, -64` after a frame record. */
ZOO_FRAME static int over_aligned(int n, zoo_wait wait)
{
    _Alignas(64) volatile char room[256];
    room[n & 127] = 1;
    wait();
    return n + room[n & 127];
}

int zoo_over_aligned(int n, zoo_wait wait)
{
    return over_aligned(n, wait) * 3;
}

static zoo_wait wait_in_comparison;

static int compare(const void *left, const void *right)
{
    if (wait_in_comparison)
        wait_in_comparison();
    return *(const int *)left - *(const int *)right;
}

int zoo_qsort(zoo_wait wait)
{
    int numbers[64];
    for (int i = 0; i < 64; i++)
        numbers[i] = i * 37 % 64;
    wait_in_comparison = wait;
    qsort(numbers, 64, sizeof(int), compare);
    return numbers[3];
}
