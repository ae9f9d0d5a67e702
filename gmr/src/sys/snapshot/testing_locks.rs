//! Locks of the C library, for threads that wait for them in tests.

use std::cell::UnsafeCell;
use std::mem;

/// A `pthread_mutex_t`.
pub(crate) struct Mutex(Box<UnsafeCell<libc::pthread_mutex_t>>);

// SAFETY: made to be shared; it is used through its functions only.
unsafe impl Sync for Mutex {}
// SAFETY: its place does not change when the box is moved.
unsafe impl Send for Mutex {}

impl Mutex {
    pub(crate) fn new() -> Self {
        Mutex(Box::new(UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER)))
    }

    /// One that passes its waiters' priority on.
    pub(crate) fn inheriting_priority() -> Self {
        let mutex = Mutex::new();
        // SAFETY: valid attributes, made here, and a mutex that nobody uses yet.
        unsafe {
            let mut attributes: libc::pthread_mutexattr_t = mem::zeroed();
            libc::pthread_mutexattr_init(&raw mut attributes);
            libc::pthread_mutexattr_setprotocol(&raw mut attributes, libc::PTHREAD_PRIO_INHERIT);
            libc::pthread_mutex_init(mutex.0.get(), &raw const attributes);
        }
        mutex
    }

    pub(crate) fn address(&self) -> u64 {
        self.0.get() as u64
    }

    pub(crate) fn lock(&self) {
        // SAFETY: a valid mutex.
        unsafe { libc::pthread_mutex_lock(self.0.get()) };
    }

    /// Waits for this many seconds at the most; whether it has the lock.
    pub(crate) fn lock_for(&self, seconds: i64) -> bool {
        // SAFETY: a valid mutex and a valid time.
        unsafe {
            let mut until: libc::timespec = mem::zeroed();
            libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut until);
            until.tv_sec += seconds;
            libc::pthread_mutex_timedlock(self.0.get(), &raw const until) == 0
        }
    }

    /// Whichever thread has it: this kind does not check.
    pub(crate) fn unlock(&self) {
        // SAFETY: a valid mutex.
        unsafe { libc::pthread_mutex_unlock(self.0.get()) };
    }
}

/// A `pthread_rwlock_t`.
pub(crate) struct RwLock(Box<UnsafeCell<libc::pthread_rwlock_t>>);

// SAFETY: as of the mutex.
unsafe impl Sync for RwLock {}
// SAFETY: as of the mutex.
unsafe impl Send for RwLock {}

impl RwLock {
    pub(crate) fn new() -> Self {
        RwLock(Box::new(UnsafeCell::new(libc::PTHREAD_RWLOCK_INITIALIZER)))
    }

    pub(crate) fn address(&self) -> u64 {
        self.0.get() as u64
    }

    pub(crate) fn read(&self) {
        // SAFETY: a valid lock.
        unsafe { libc::pthread_rwlock_rdlock(self.0.get()) };
    }

    pub(crate) fn write(&self) {
        // SAFETY: a valid lock.
        unsafe { libc::pthread_rwlock_wrlock(self.0.get()) };
    }

    pub(crate) fn unlock(&self) {
        // SAFETY: a valid lock, of the calling thread.
        unsafe { libc::pthread_rwlock_unlock(self.0.get()) };
    }
}

/// A `pthread_cond_t` with its mutex.
pub(crate) struct Condition(Mutex, Box<UnsafeCell<libc::pthread_cond_t>>);

// SAFETY: as of the mutex.
unsafe impl Sync for Condition {}
// SAFETY: as of the mutex.
unsafe impl Send for Condition {}

impl Condition {
    pub(crate) fn new() -> Self {
        let condition = Box::new(UnsafeCell::new(libc::PTHREAD_COND_INITIALIZER));
        Condition(Mutex::new(), condition)
    }

    pub(crate) fn wait(&self) {
        self.0.lock();
        // SAFETY: a valid condition variable and a mutex that the thread has.
        unsafe { libc::pthread_cond_wait(self.1.get(), self.0.0.get()) };
        self.0.unlock();
    }

    pub(crate) fn notify(&self) {
        // SAFETY: a valid condition variable.
        unsafe { libc::pthread_cond_broadcast(self.1.get()) };
    }
}

/// A `sem_t` that begins at zero.
pub(crate) struct Semaphore(Box<UnsafeCell<libc::sem_t>>);

// SAFETY: as of the mutex.
unsafe impl Sync for Semaphore {}
// SAFETY: as of the mutex.
unsafe impl Send for Semaphore {}

impl Semaphore {
    pub(crate) fn new() -> Self {
        // SAFETY: initialized before anyone uses it.
        unsafe {
            let semaphore = Box::new(UnsafeCell::new(mem::zeroed()));
            libc::sem_init(semaphore.get(), 0, 0);
            Semaphore(semaphore)
        }
    }

    pub(crate) fn address(&self) -> u64 {
        self.0.get() as u64
    }

    pub(crate) fn wait(&self) {
        // SAFETY: a valid semaphore.
        unsafe { libc::sem_wait(self.0.get()) };
    }

    pub(crate) fn post(&self) {
        // SAFETY: a valid semaphore.
        unsafe { libc::sem_post(self.0.get()) };
    }
}

/// Waits for the thread to end, without std between.
pub(crate) fn join(thread: std::thread::JoinHandle<()>) {
    use std::os::unix::thread::JoinHandleExt as _;
    // SAFETY: the handle is given up, so nobody else joins the thread.
    unsafe { libc::pthread_join(thread.into_pthread_t(), std::ptr::null_mut()) };
}
