//! Counts the arrivals of a signal and wakes whoever waits for them.

use super::Disposition;
use super::bell::Bell;
use rustix::process::getpid;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) use signal_hook::SigId;

/// What a handler leaves behind: how many signals came, and who sent the last.
#[derive(Debug)]
pub(crate) struct Arrivals {
    /// The process that counts; a fork child has the handler, too, and must not wake its parent.
    pid: u32,
    /// Handlers that are at work.
    inside: AtomicU32,
    count: AtomicU64,
    /// Pid and uid of the last sender, or 0 if the kernel did not say.
    sender: AtomicU64,
    bell: Bell,
}

/// Set beside pid and uid, so that a sender of pid 0 (outside our pid namespace) is not "nobody".
const KNOWN: u64 = 1 << 63;

/// How long a handler may take that lost its processor.
const SETTLED: Duration = Duration::from_millis(20);

impl Arrivals {
    /// No signal has come.
    pub(crate) fn new() -> io::Result<Self> {
        let (inside, count, sender) = Default::default();
        Ok(Arrivals { pid: std::process::id(), inside, count, sender, bell: Bell::new()? })
    }

    /// Wakes the one who waits; may be called in a handler.
    pub(crate) fn wake(&self) {
        self.bell.ring();
    }

    /// Sleeps until somebody wakes it, or for `limit`; it may return early.
    pub(crate) fn wait(&self, limit: Option<Duration>) {
        self.bell.wait(limit);
    }

    /// How many signals came since the last call, and pid and uid of the last sender.
    pub(crate) fn take(&self) -> (u64, Option<(i32, u32)>) {
        self.settle();
        // The handler stores the sender first, so a count never comes without it.
        let count = self.count.swap(0, Ordering::Acquire);
        let sender = self.sender.load(Ordering::Relaxed);
        let known = sender & KNOWN != 0;
        #[expect(clippy::cast_possible_truncation, reason = "the halves were packed below")]
        let parts = (((sender & !KNOWN) >> 32) as i32, sender as u32);
        (count, known.then_some(parts))
    }

    /// Lets the handlers that woke us end: a report should show what their threads were doing.
    fn settle(&self) {
        let begin = Instant::now();
        while self.inside.load(Ordering::Acquire) > 0 && begin.elapsed() < SETTLED {
            // The waker may have lost its processor to us.
            thread::yield_now();
        }
    }

    /// Counts `signal` from now on, beside the handlers that are there.
    pub(crate) fn count(self: &Arc<Self>, signal: i32) -> io::Result<SigId> {
        let arrivals = Arc::clone(self);
        let action = move |info: &libc::siginfo_t| arrivals.arrived(info);
        // SAFETY: the action is async-signal-safe: `getpid`, atomic stores and the
        // bell. It allocates nothing, takes no lock and cannot panic. The registry keeps
        // `errno`, and keeps the action (and so the `Arc`) alive while a handler may run.
        unsafe { signal_hook_registry::register_sigaction(signal, action) }
    }

    fn arrived(&self, info: &libc::siginfo_t) {
        if getpid().as_raw_nonzero().get().cast_unsigned() != self.pid {
            return;
        }
        self.inside.fetch_add(1, Ordering::Relaxed);
        self.sender.store(sender(info), Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Release);
        self.wake();
        self.inside.fetch_sub(1, Ordering::Release);
    }
}

/// Pid and uid of the sender, packed, where `kill`, `sigqueue` or `tgkill` sent the signal.
fn sender(info: &libc::siginfo_t) -> u64 {
    if !SENT.contains(&info.si_code) {
        return 0;
    }
    // SAFETY: with these codes the kernel fills in pid and uid.
    let (pid, uid) = unsafe { (info.si_pid(), info.si_uid()) };
    KNOWN | u64::from(pid.cast_unsigned()) << 32 | u64::from(uid)
}

/// The codes of signals that a process sent, where they are known.
#[cfg(any(target_os = "linux", target_os = "android"))]
const SENT: [i32; 3] = [libc::SI_USER, libc::SI_QUEUE, libc::SI_TKILL];
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const SENT: [i32; 0] = [];

/// Stops counting.
pub(crate) fn uncount(id: SigId) {
    signal_hook::low_level::unregister(id);
}

/// What the process does on `signal` at this moment.
pub(crate) fn disposition(signal: i32) -> io::Result<Disposition> {
    // SAFETY: an all-zero `sigaction` is a valid value of this C structure.
    let mut old: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: a null new action only asks; `old` is valid for the answer.
    if unsafe { libc::sigaction(signal, std::ptr::null(), &raw mut old) } != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(match old.sa_sigaction {
        libc::SIG_DFL => Disposition::Default,
        libc::SIG_IGN => Disposition::Ignored,
        _ => Disposition::Handler,
    })
}
