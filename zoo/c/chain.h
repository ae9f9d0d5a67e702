/* A chain of calls that ends in waiting, for each file as it is compiled. */
#ifndef ZOO_CHAIN_H
#define ZOO_CHAIN_H

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

#endif
