/* Threads and moments that only C can make. */
#define _GNU_SOURCE
#include "zoo.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- system calls without a counterpart in Rust's library ---- */

void zoo_pause(void)
{
    for (;;)
        pause();
}

void zoo_poll(void)
{
    int ends[2];
    if (pipe(ends))
        abort();
    struct pollfd wanted = {.fd = ends[0], .events = POLLIN};
    for (;;)
        poll(&wanted, 1, -1);
}

void zoo_epoll(void)
{
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event events[2];
    for (;;)
        epoll_wait(poller, events, 2, -1);
}

static pthread_mutex_t taken = PTHREAD_MUTEX_INITIALIZER;

/* The first caller has it, and keeps it. */
void zoo_pthread_lock(void)
{
    pthread_mutex_lock(&taken);
}

long zoo_parent(void)
{
    return syscall(SYS_getppid);
}

void zoo_exit(void)
{
    _exit(0);
}

/* ---- signals ---- */

static zoo_wait wait_in_handler;

ZOO_FRAME static void inside_handler(void)
{
    wait_in_handler();
    __asm__ volatile("");
}

static void handle(int signal)
{
    (void)signal;
    inside_handler();
    __asm__ volatile("");
}

static void take(int signal, int flags, zoo_wait wait)
{
    wait_in_handler = wait;
    struct sigaction action = {.sa_handler = handle, .sa_flags = flags};
    sigaction(signal, &action, 0);
}

/* In a handler on the alternate stack that Rust gives its threads. */
void zoo_handler_on_alternate_stack(zoo_wait wait)
{
    take(SIGUSR1, SA_ONSTACK, wait);
    raise(SIGUSR1);
}

void zoo_handler_on_own_stack(zoo_wait wait)
{
    take(SIGVTALRM, 0, wait);
    raise(SIGVTALRM);
}

/* A function that faults on its first instruction: above it, the program counter is the start of
 * a function, and the address before belongs to another. */
__asm__(".text\n"
        ".p2align 4\n"
        ".type zoo_before_fault, @function\n"
        "zoo_before_fault:\n"
        ".cfi_startproc\n"
        "ret\n"
        ".cfi_endproc\n"
        ".size zoo_before_fault, . - zoo_before_fault\n"
        ".type zoo_fault, @function\n"
        "zoo_fault:\n"
        ".cfi_startproc\n"
        "ud2\n"
        "ret\n"
        ".cfi_endproc\n"
        ".size zoo_fault, . - zoo_fault\n");
void zoo_fault(void);

ZOO_FRAME int zoo_first_instruction(int n, zoo_wait wait)
{
    take(SIGILL, SA_ONSTACK, wait);
    zoo_fault();
    return n + 1;
}

void zoo_block_signals(void)
{
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, 0);
}

/* ---- threads that Rust did not start ---- */

ZOO_FRAME static int with_little_left(zoo_wait wait, char *lowest)
{
    char here;
    /* What a signal needs, and what the wait itself does, in a build without optimization. */
    volatile char *room = __builtin_alloca(&here - lowest - 10 * 1024);
    room[0] = 1;
    wait();
    return room[0];
}

static void *small_thread(void *wait)
{
    prctl(PR_SET_NAME, "small-stack");
    pthread_attr_t attributes;
    void *lowest;
    size_t len;
    pthread_getattr_np(pthread_self(), &attributes);
    pthread_attr_getstack(&attributes, &lowest, &len);
    with_little_left((zoo_wait)wait, lowest);
    return 0;
}

/* A thread of the C library with a small stack, most of it in use, and no alternate one. */
void zoo_start_small_thread(zoo_wait wait)
{
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 32 * 1024);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, small_thread, (void *)wait))
        abort();
}

static char raw_stack[64 * 1024] __attribute__((aligned(64)));

static long raw_call(long number, long first, long second)
{
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(first), "S"(second)
                     : "rcx", "r11", "memory");
    return result;
}

static int raw_thread(void *nothing)
{
    (void)nothing;
    raw_call(SYS_prctl, PR_SET_NAME, (long)"raw-clone");
    long time[2] = {100000, 0};
    for (;;)
        raw_call(SYS_nanosleep, (long)time, 0);
    return 0;
}

/* A thread of which the C library knows nothing: it has no thread-local storage of its own. */
void zoo_start_raw_thread(void)
{
    int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
    if (clone(raw_thread, raw_stack + sizeof raw_stack, flags, 0) < 0)
        abort();
}

/* ---- vfork ---- */

static int vfork_ends[2];

/* The parent stands still until the child, which uses its memory, is let go. */
ZOO_FRAME void zoo_vfork(zoo_wait announce)
{
    if (pipe2(vfork_ends, O_CLOEXEC))
        abort();
    announce();
    pid_t child = vfork();
    if (child == 0) {
        char byte;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        while (read(vfork_ends[0], &byte, 1) != 1) {
        }
        _exit(0);
    }
}

void zoo_end_vfork(void)
{
    while (write(vfork_ends[1], "", 1) != 1) {
    }
}
