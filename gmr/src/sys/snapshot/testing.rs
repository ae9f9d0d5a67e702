//! What tests need of the operating system.

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "aarch64")]
pub(crate) use aarch64::{sign, spin_bare, spin_first, spin_on, spin_signed};
#[cfg(target_arch = "x86_64")]
mod x86_64;
#[cfg(target_arch = "x86_64")]
pub(crate) use x86_64::{spin_bare, spin_on};

use super::siginfo::SignalInfo;
use super::task;
use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whether an emulator runs this program. What the kernel says of threads is then said of the
/// emulator's: their masks, stack pointers and system calls, which are of another architecture.
pub(crate) fn is_emulated() -> bool {
    let line = std::fs::read_to_string("/proc/thread-self/syscall").unwrap_or_default();
    let number = line.split(' ').next().and_then(|number| number.parse::<i64>().ok());
    number.is_some_and(|number| number != libc::SYS_read)
}

/// Whether an emulator runs this program; if so, says what is not tested for that reason.
pub(crate) fn skip_emulated(what: &str) -> bool {
    let is_emulated = is_emulated();
    if is_emulated {
        crate::error::skip(&format!("under an emulator, {what}"));
    }
    is_emulated
}

static TURN: Mutex<()> = Mutex::new(());

/// One round at a time runs in a process, but tests run side by side.
pub(crate) fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Blocks a signal for the calling thread, or lets it through again.
pub(crate) fn block(signal: i32, is_blocked: bool) {
    let how = if is_blocked { libc::SIG_BLOCK } else { libc::SIG_UNBLOCK };
    // SAFETY: a valid set, made here.
    unsafe {
        let mut set: libc::sigset_t = mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, signal);
        libc::pthread_sigmask(how, &raw const set, ptr::null_mut());
    }
}

/// Blocks all signals for the calling thread and waits for any of them; which one came.
pub(crate) fn wait_for_any_signal() -> i32 {
    let mut signal = 0;
    // SAFETY: a valid set, made here, and a place for the signal.
    unsafe {
        let mut set: libc::sigset_t = mem::zeroed();
        libc::sigfillset(&raw mut set);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, ptr::null_mut());
        libc::sigwait(&raw const set, &raw mut signal);
    }
    signal
}

/// Sends `signal` to one thread of this process.
pub(crate) fn send(thread: u64, signal: i32) {
    // SAFETY: the thread has the signal blocked or waits for it.
    unsafe {
        libc::syscall(libc::SYS_tgkill, i64::from(task::process_id()), thread, i64::from(signal));
    }
}

static BODY: AtomicUsize = AtomicUsize::new(0);

extern "C" fn run_body(_: i32) {
    // SAFETY: `in_handler` stored a function.
    let body: fn() = unsafe { mem::transmute(BODY.load(Ordering::Acquire)) };
    body();
}

/// Runs `body` in a signal handler of the calling thread, on its alternate stack if wanted.
pub(crate) fn in_handler(on_alternate_stack: bool, body: fn()) {
    BODY.store(body as usize, Ordering::Release);
    // SAFETY: a valid action; `raise` runs the handler before it returns.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = run_body as *const () as usize;
        action.sa_flags = if on_alternate_stack { libc::SA_ONSTACK } else { 0 };
        libc::sigaction(libc::SIGUSR1, &raw const action, ptr::null_mut());
        libc::raise(libc::SIGUSR1);
    }
}

/// What a forked child's `body` returned; `None` if a signal ended the child.
pub(crate) fn in_child(body: impl FnOnce() -> i32) -> Option<i32> {
    // SAFETY: the child does what `body` does, which must not lock or allocate, and exits.
    unsafe {
        let child = libc::fork();
        if child == 0 {
            libc::_exit(body());
        }
        let mut status = 0;
        libc::waitpid(child, &raw mut status, 0);
        libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status))
    }
}

/// Queues `signal` to the calling thread as if process `pid` had.
pub(crate) fn queue_to_self(signal: i32, pid: i32, value: u64) {
    let info = SignalInfo::queued(signal, pid, value);
    // SAFETY: `info` is as large as the kernel expects.
    unsafe {
        let (own, thread) = (i64::from(task::process_id()), task::thread_id());
        let info = &raw const info;
        libc::syscall(libc::SYS_rt_tgsigqueueinfo, own, thread, i64::from(signal), info);
    }
}

/// Gives a signal a handler that does nothing.
pub(crate) fn take_signal(signal: i32) {
    extern "C" fn nothing(_: i32) {}
    set_action(signal, nothing as *const () as usize);
}

/// Takes a signal's handler away.
pub(crate) fn reset_signal(signal: i32) {
    set_action(signal, libc::SIG_DFL);
}

fn set_action(signal: i32, handler: usize) {
    // SAFETY: a valid action.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = handler;
        libc::sigaction(signal, &raw const action, ptr::null_mut());
    }
}

/// The highest real-time signal.
pub(crate) fn last_signal() -> i32 {
    libc::SIGRTMAX()
}

/// A stack of one page, with nothing mapped on either side.
pub(crate) struct LonePage(u64);

impl LonePage {
    /// Where the page begins.
    pub(crate) fn start(&self) -> u64 {
        self.0
    }
}

impl Drop for LonePage {
    fn drop(&mut self) {
        // SAFETY: the page and those around it, of which nobody keeps a reference.
        unsafe { libc::munmap(ptr::without_provenance_mut(self.0 as usize - 4096), 3 * 4096) };
    }
}

/// Maps three pages and takes the first and the last away again.
pub(crate) fn lone_page() -> LonePage {
    // SAFETY: a new mapping, of which parts are made inaccessible that nobody uses.
    unsafe {
        let access = libc::PROT_READ | libc::PROT_WRITE;
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        // Below all stacks, if the address is free.
        let low = ptr::without_provenance_mut(0x1000_0000);
        let start = libc::mmap(low, 3 * 4096, access, flags, -1, 0);
        assert_ne!(start, libc::MAP_FAILED);
        assert_eq!(libc::mprotect(start, 4096, libc::PROT_NONE), 0);
        assert_eq!(libc::mprotect(start.add(2 * 4096), 4096, libc::PROT_NONE), 0);
        LonePage(start as u64 + 4096)
    }
}

/// Where the calling thread's control block is, at the end of its stack.
pub(crate) fn thread_pointer() -> u64 {
    // SAFETY: not by instruction.
    unsafe { super::arch::thread_pointer(false) }
}
