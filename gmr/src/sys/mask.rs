//! Which signals a thread takes.

use std::mem::MaybeUninit;

/// Signals that a thread raises by what it does; they cannot wait.
const SYNCHRONOUS: [i32; 7] = [
    libc::SIGSEGV,
    libc::SIGBUS,
    libc::SIGILL,
    libc::SIGFPE,
    libc::SIGTRAP,
    libc::SIGABRT,
    libc::SIGSYS,
];

/// The calling thread's mask is changed until this is dropped; threads started meanwhile
/// inherit the changed one.
#[derive(Debug)]
pub(crate) struct Masked(libc::sigset_t);

/// Blocks all signals but the synchronous ones and `open`.
///
/// A thread of ours must not take a signal that the program means to wait for with `sigwait` or
/// a `signalfd`, and must not die of SIGPIPE.
pub(crate) fn block_all_but(open: &[i32]) -> Masked {
    let set = all_but(open);
    Masked(change(libc::SIG_SETMASK, &set))
}

/// All signals but the synchronous ones and `open`.
pub(super) fn all_but(open: &[i32]) -> libc::sigset_t {
    let mut set = MaybeUninit::uninit();
    // SAFETY: `sigfillset` initialises the set, `sigdelset` takes an initialised one and ignores
    // numbers that are no signal.
    unsafe {
        libc::sigfillset(set.as_mut_ptr());
        for signal in SYNCHRONOUS.iter().chain(open) {
            libc::sigdelset(set.as_mut_ptr(), *signal);
        }
        set.assume_init()
    }
}

/// Lets the calling thread take `signal`.
pub(crate) fn unblock(signal: i32) {
    let mut set = MaybeUninit::uninit();
    // SAFETY: as above.
    let set = unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::sigaddset(set.as_mut_ptr(), signal);
        set.assume_init()
    };
    change(libc::SIG_UNBLOCK, &set);
}

fn change(how: i32, set: &libc::sigset_t) -> libc::sigset_t {
    let mut old = MaybeUninit::zeroed();
    // SAFETY: both sets are valid; with a valid `how` the call cannot fail, and an all-zero set,
    // should it ever, is the empty one.
    unsafe {
        libc::pthread_sigmask(how, set, old.as_mut_ptr());
        old.assume_init()
    }
}

impl Drop for Masked {
    fn drop(&mut self) {
        change(libc::SIG_SETMASK, &self.0);
    }
}
