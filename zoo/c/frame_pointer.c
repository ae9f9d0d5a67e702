/* Compiled without unwind tables but with frame pointers. */
#include "chain.h"

int zoo_frame_pointer(int n, zoo_wait wait)
{
    return middle(n, wait) * 3;
}
