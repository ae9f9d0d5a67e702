/* Compiled without unwind tables but with frame pointers. */
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

int zoo_frame_pointer(int n, zoo_wait wait)
{
    return middle(n, wait) * 3;
}
