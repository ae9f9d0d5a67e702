//! The rules as data: one row for each thing that threads wait for.

use super::Word::{self, At, Elsewhere};
use super::{Rule, WaitKind};
use WaitKind::{Join, Lock, Notification, Park, Poll};

const fn row(
    function: &'static [&'static str],
    over: &'static [WaitKind],
    kind: WaitKind,
    verb: &'static str,
    what: &'static str,
    word: Word,
) -> Rule {
    Rule { function, over, kind, verb, what, word }
}

const FOR: &str = "waits for";
const ON: &str = "waits on";
const PARKED: &str = "is parked by";
const TO_READ: &str = "waits to read through";
const TO_WRITE: &str = "waits to write through";
const FROM: &str = "waits to receive from";
const TO: &str = "waits to send to";

/// What the async runtimes sleep in when there is nothing to do.
const IDLE: &[WaitKind] = &[Notification, Park, Poll];

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    // std
    row(&["std", "Mutex", "lock*"], &[], Lock, FOR, "a std Mutex", At(0)),
    row(&["std", "ReentrantLock", "lock*"], &[Lock], Lock, FOR, "a std ReentrantLock", At(0)),
    row(&["std", "Stdout", "lock*"], &[Lock], Lock, FOR, "the lock of stdout", At(0)),
    row(&["std", "Stderr", "lock*"], &[Lock], Lock, FOR, "the lock of stderr", At(0)),
    row(&["std", "RwLock", "read*"], &[], Lock, TO_READ, "a std RwLock", At(0)),
    // The writers' word is behind the readers'.
    row(&["std", "RwLock", "write*"], &[], Lock, TO_WRITE, "a std RwLock", At(4)),
    row(&["std", "Once", "call*"], &[], Lock, FOR, "a std Once that another thread runs", At(0)),
    row(&["std", "Once", "wait*"], &[], Lock, FOR, "a std Once to be run", At(0)),
    row(&["std", "Condvar", "wait*"], &[], Notification, ON, "a std Condvar", At(0)),
    row(&["std", "Barrier", "wait*"], &[Notification], Notification, "waits at", "a std Barrier", At(0)),
    row(&["std", "Parker", "park*"], &[], Park, PARKED, "std::thread::park", At(0)),
    row(&["std", "thread", "park*"], &[], Park, PARKED, "std::thread::park", At(0)),
    row(&["std", "scoped", "scope"], &[Park], Join, FOR, "the threads of a std::thread::scope", Elsewhere),
    row(&["std", "mpsc", "recv*"], &[Park, Notification], Notification, FROM, "a std channel", Elsewhere),
    row(&["std", "mpmc", "recv*"], &[Park], Notification, FROM, "a std channel", Elsewhere),
    row(&["std", "mpsc", "send*"], &[Park, Notification], Notification, TO, "a std channel", Elsewhere),
    row(&["std", "mpmc", "send*"], &[Park], Notification, TO, "a std channel", Elsewhere),
    row(&["std", "Thread", "join"], &[], Join, FOR, "a thread to end", Word::Thread),
    row(&["std", "JoinInner", "join"], &[], Join, FOR, "a thread to end", Word::Thread),
    row(&["std", "JoinHandle", "join"], &[], Join, FOR, "a thread to end", Word::Thread),
    // C
    row(&["pthread_mutex_lock*"], &[], Lock, FOR, "a pthread mutex", Word::Mutex),
    row(&["pthread_mutex_timedlock*"], &[], Lock, FOR, "a pthread mutex", Word::Mutex),
    row(&["pthread_mutex_clocklock*"], &[], Lock, FOR, "a pthread mutex", Word::Mutex),
    row(&["pthread_mutex_cond_lock*"], &[], Lock, FOR, "a pthread mutex", Word::Mutex),
    row(&["pthread_rwlock_rdlock*"], &[], Lock, TO_READ, "a pthread rwlock", Word::RwLock),
    row(&["pthread_rwlock_timedrdlock*"], &[], Lock, TO_READ, "a pthread rwlock", Word::RwLock),
    row(&["pthread_rwlock_clockrdlock*"], &[], Lock, TO_READ, "a pthread rwlock", Word::RwLock),
    row(&["pthread_rwlock_wrlock*"], &[], Lock, TO_WRITE, "a pthread rwlock", Word::RwLock),
    row(&["pthread_rwlock_timedwrlock*"], &[], Lock, TO_WRITE, "a pthread rwlock", Word::RwLock),
    row(&["pthread_rwlock_clockwrlock*"], &[], Lock, TO_WRITE, "a pthread rwlock", Word::RwLock),
    row(&["pthread_once*"], &[], Lock, FOR, "a pthread_once that another thread runs", At(0)),
    row(&["cxa_guard_acquire"], &[], Lock, FOR, "a static that another thread initializes", At(0)),
    row(&["pthread_cond_*"], &[], Notification, ON, "a pthread condition variable", At(0)),
    row(&["pthread_barrier_wait"], &[], Notification, "waits at", "a pthread barrier", At(0)),
    row(&["sem_wait*"], &[], Notification, ON, "a semaphore", At(0)),
    row(&["sem_timedwait*"], &[], Notification, ON, "a semaphore", At(0)),
    row(&["sem_clockwait*"], &[], Notification, ON, "a semaphore", At(0)),
    row(&["pthread_join*"], &[], Join, FOR, "a thread to end", Word::Thread),
    row(&["pthread_clockjoin*"], &[], Join, FOR, "a thread to end", Word::Thread),
    row(&["pthread_timedjoin*"], &[], Join, FOR, "a thread to end", Word::Thread),
    // parking_lot: the word is the thread's own, not the lock's.
    row(&["parking_lot", "RawMutex", "lock*"], &[], Lock, FOR, "a parking_lot Mutex", Elsewhere),
    row(&["parking_lot", "RawRwLock", "lock_shared*"], &[], Lock, TO_READ, "a parking_lot RwLock", Elsewhere),
    row(&["parking_lot", "RawRwLock", "lock_upgradable*"], &[], Lock, TO_READ, "a parking_lot RwLock", Elsewhere),
    row(&["parking_lot", "RawRwLock", "lock_exclusive*"], &[], Lock, TO_WRITE, "a parking_lot RwLock", Elsewhere),
    row(&["parking_lot", "RawRwLock", "upgrade*"], &[], Lock, TO_WRITE, "a parking_lot RwLock", Elsewhere),
    row(&["parking_lot", "RawRwLock", "wait_for_readers"], &[], Lock, TO_WRITE, "a parking_lot RwLock", Elsewhere),
    row(&["parking_lot", "Once", "call_once*"], &[], Lock, FOR, "a parking_lot Once that another thread runs", Elsewhere),
    row(&["parking_lot", "RawCondvar", "wait*"], &[], Notification, ON, "a parking_lot Condvar", Elsewhere),
    row(&["parking_lot", "Condvar", "wait*"], &[], Notification, ON, "a parking_lot Condvar", Elsewhere),
    // Channels and the like
    row(&["crossbeam_channel", "recv*"], &[Park], Notification, FROM, "a crossbeam channel", Elsewhere),
    row(&["crossbeam_channel", "send*"], &[Park], Notification, TO, "a crossbeam channel", Elsewhere),
    row(&["crossbeam_channel", "run_select"], &[Park], Notification, ON, "one of several crossbeam channels", Elsewhere),
    row(&["crossbeam_utils", "WaitGroup", "wait"], &[Notification], Notification, ON, "a crossbeam WaitGroup", At(0)),
    row(&["crossbeam_utils", "Parker", "park*"], &[Notification], Park, PARKED, "crossbeam", Elsewhere),
    row(&["flume", "recv*"], &[Park], Notification, FROM, "a flume channel", Elsewhere),
    row(&["flume", "send*"], &[Park], Notification, TO, "a flume channel", Elsewhere),
    row(&["event_listener", "wait*"], &[Park], Notification, FOR, "an event (event_listener)", Elsewhere),
    // tokio
    row(&["tokio", "runtime", "park*"], IDLE, Park, PARKED, "tokio: no task to run", Elsewhere),
    row(&["tokio", "blocking", "pool", "run*"], &[Notification, Park], Park, PARKED, "tokio's blocking pool: no work", Elsewhere),
    row(&["tokio", "block_on*"], IDLE, Park, PARKED, "tokio in block_on", Elsewhere),
    row(&["tokio", "blocking_recv*"], &[Park], Notification, FROM, "a tokio channel", Elsewhere),
    row(&["tokio", "blocking_send*"], &[Park], Notification, TO, "a tokio channel", Elsewhere),
    row(&["tokio", "Mutex", "blocking_lock*"], &[Park], Lock, FOR, "a tokio Mutex", Elsewhere),
    row(&["tokio", "RwLock", "blocking_read*"], &[Park], Lock, TO_READ, "a tokio RwLock", Elsewhere),
    row(&["tokio", "RwLock", "blocking_write*"], &[Park], Lock, TO_WRITE, "a tokio RwLock", Elsewhere),
    // Other runtimes and pools
    row(&["rayon_core", "Sleep", "sleep"], &[Notification], Park, PARKED, "rayon: no job to run", Elsewhere),
    row(&["rayon_core", "LockLatch", "wait*"], &[Notification], Notification, FOR, "a job of rayon", At(0)),
    row(&["async_io", "block_on*"], IDLE, Park, PARKED, "async-io in block_on", Elsewhere),
    row(&["async_io", "main_loop"], IDLE, Park, PARKED, "async-io: no event", Elsewhere),
    row(&["blocking", "main_loop"], &[Notification], Park, PARKED, "the pool of `blocking`: no work", Elsewhere),
    row(&["futures_executor", "block_on*"], &[Park], Park, PARKED, "futures in block_on", Elsewhere),
    row(&["futures_executor", "run_executor"], &[Park], Park, PARKED, "futures in block_on", Elsewhere),
    row(&["futures_lite", "block_on*"], IDLE, Park, PARKED, "futures-lite in block_on", Elsewhere),
    row(&["pollster", "block_on*"], &[Notification], Park, PARKED, "pollster in block_on", Elsewhere),
];

/// Crates, and functions of C libraries, that wait for their callers.
pub(super) const LIBRARIES: &[&str] = &[
    "std",
    "core",
    "alloc",
    "parking_lot",
    "parking_lot_core",
    "lock_api",
    "crossbeam_*",
    "flume",
    "event_listener*",
    "parking",
    "tokio",
    "mio",
    "rayon_core",
    "async_io",
    "async_std",
    "polling",
    "rustix",
    "blocking",
    "smol",
    "async_executor",
    "async_global_executor",
    "futures_executor",
    "futures_lite",
    "pollster",
    "syscall",
    "pthread_*",
    "sem_*",
    "lll_lock_*",
    "futex_*",
    "timedwait*",
    "wait",
    "syscall_cp*",
    "epoll_*",
    "poll",
    "ppoll",
    "cancellable*",
    "internal_syscall*",
];

/// Here the program's own code begins, even where it was inlined and has no frame.
pub(super) const STOPS: &[&[&str]] = &[
    &["std", "__rust_begin_short_backtrace"],
    &["tokio", "task", "poll*"],
    &["tokio", "task", "run*"],
    &["rayon_core", "execute*"],
];
