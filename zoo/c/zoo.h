/* What the kinds in C have in common. */
#ifndef ZOO_H
#define ZOO_H

/* Says that the thread is in its place, and waits there for ever. */
typedef void (*zoo_wait)(void);

/* A frame of its own. */
#define ZOO_FRAME __attribute__((noinline, noclone))

#endif
