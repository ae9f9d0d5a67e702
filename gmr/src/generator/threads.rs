//! "Threads": every thread with its stack.

use crate::capture::{self, Capture, CaptureMode};
use crate::error::Error;
use crate::lock::{free, soon};
use crate::model::{Role, Stack, Threads};
use crate::section::Out;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What captures threads, or why nothing can, once it is installed. It is replaced as a whole in
/// a fork child, whose copy may be locked for ever.
static CAPTURE: Mutex<Option<Installed>> = Mutex::new(None);

struct Installed {
    mode: CaptureMode,
    capture: Result<Arc<Mutex<Capture>>, String>,
}

/// The signal that it asks threads with, beside its lock; 0 if there is none.
static SIGNAL: AtomicI32 = AtomicI32::new(0);

/// Whether the set-up of a parent was left behind.
static IS_FORKED: AtomicBool = AtomicBool::new(false);

/// gmr's own threads.
static ROLES: Mutex<Vec<(u64, Role)>> = Mutex::new(Vec::new());

/// Kept back from the section's time, so that it ends before it is given up; of a short time a
/// quarter.
const MARGIN: Duration = Duration::from_millis(500);
/// The time to work with where nobody waits.
const UNHURRIED: Duration = Duration::from_secs(10);

/// Installs the capture; if `mode` needs a signal, its own real-time signal or `signal`.
///
/// If it cannot be installed, reports are made without stacks and say why.
///
/// # Errors
///
/// If the signal that was asked for cannot be used.
pub(crate) fn install(mode: CaptureMode, signal: Option<i32>) -> Result<(), Error> {
    let capture = match Capture::open(mode, signal) {
        Err(error) if error.is_setting() => return Err(error),
        other => other.map_err(|error| error.to_string()),
    };
    let signal = capture.as_ref().ok().and_then(Capture::signal);
    SIGNAL.store(signal.unwrap_or(0), Ordering::Relaxed);
    let capture = capture.map(|capture| Arc::new(Mutex::new(capture)));
    *lock(&CAPTURE) = Some(Installed { mode, capture });
    Ok(())
}

/// How the capture that is installed goes about it.
pub(crate) fn installed_mode() -> Option<CaptureMode> {
    lock(&CAPTURE).as_ref().map(|installed| installed.mode)
}

/// Leaves the capture of the parent alone: called in a fork child before a new [`install`].
pub(crate) fn abandon() {
    // Its memory was not inherited, so not even its destructor may run.
    std::mem::forget(lock(&CAPTURE).take());
    lock(&ROLES).clear();
    IS_FORKED.store(true, Ordering::Relaxed);
}

/// The kernel's id of the calling thread; 0 where the target has none.
pub(crate) fn own_id() -> u64 {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs().into();
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    return 0;
}

/// Says what the calling thread is to gmr until the value that it returns is dropped, and lets
/// it be captured: gmr's threads block most signals.
pub(crate) fn enroll(role: Role) -> Enrolled {
    match SIGNAL.load(Ordering::Relaxed) {
        0 => {}
        signal => capture::admit(signal),
    }
    let id = own_id();
    lock(&ROLES).push((id, role));
    Enrolled(id)
}

/// A thread of gmr's; see [`enroll`].
pub(crate) struct Enrolled(u64);

impl Enrolled {
    /// The kernel's id of the thread.
    pub(crate) fn id(&self) -> u64 {
        self.0
    }
}

impl Drop for Enrolled {
    fn drop(&mut self) {
        lock(&ROLES).retain(|(id, _)| *id != self.0);
    }
}

/// Says whether the debug files of libraries are used, too.
pub(crate) fn use_debug_files_of_libraries(use_them: bool) {
    if let Ok(capture) = installed()
        && let Some(mut capture) = lock_soon(&capture)
    {
        capture.use_debug_files_of_libraries(use_them);
    }
}

/// Opens the files that names and lines are in, so that the first report need not; on a thread
/// that yields to all others.
pub(crate) fn prewarm() {
    if let Ok(capture) = installed() {
        let _enrolled = enroll(Role::Worker);
        Capture::prewarm(&capture, &yield_to_all);
    }
}

/// Gives the calling thread the lowest priority.
fn yield_to_all() {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), 19);
}

/// Gives back the memory that gmr keeps between reports: names of addresses, stacks of the last
/// report, what was read of debug information.
///
/// The next report reads again what it needs, and so takes as long as the first one did. What is
/// kept is bounded anyway: 32 Ki addresses, 256 Ki frames, and no debug information of programs
/// that have more than 256 MiB of it, unless [`Autorun::prewarm`](crate::Autorun::prewarm) asked
/// for that.
///
/// ```
/// gmr::drop_caches();
/// ```
pub fn drop_caches() {
    // Seen by a report that is being made, if one is.
    DROP.store(true, Ordering::Relaxed);
    if let Ok(capture) = installed()
        && let Some(mut capture) = free(capture.try_lock())
    {
        drop_if_asked(&mut capture);
    }
}

/// Whether the caches are to be dropped.
static DROP: AtomicBool = AtomicBool::new(false);

fn drop_if_asked(capture: &mut Capture) {
    if DROP.swap(false, Ordering::Relaxed) {
        capture.forget();
    }
}

/// The stack of one thread.
///
/// # Errors
///
/// In words, why it cannot be had.
pub(crate) fn stack_of(id: u64, deadline: Instant) -> Result<Stack, String> {
    let capture = installed()?;
    let mut capture = lock_soon(&capture).ok_or(BUSY)?;
    capture.stack_of(id, deadline)
}

/// What is done with the capture that is installed.
///
/// # Errors
///
/// In words, why there is none.
#[cfg(gmr_capture)]
pub(super) fn with_capture<T>(use_it: impl FnOnce(&mut Capture) -> T) -> Result<T, String> {
    let capture = installed()?;
    let mut capture = lock_soon(&capture).ok_or(BUSY)?;
    let result = use_it(&mut capture);
    drop_if_asked(&mut capture);
    Ok(result)
}

/// Whether the process is a fork child that was set up again.
pub(super) fn is_forked() -> bool {
    IS_FORKED.load(Ordering::Relaxed)
}

const BUSY: &str = "another capture is not done yet";

fn installed() -> Result<Arc<Mutex<Capture>>, String> {
    let not_set_up = || Err("reports are not set up; call `gmr::setup_autorun!()`".to_owned());
    lock(&CAPTURE).as_ref().map_or_else(not_set_up, |installed| installed.capture.clone())
}

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let capture = match installed() {
        Ok(capture) => capture,
        Err(why) => return out.note(format!("not captured: {why}")),
    };
    let Some(mut capture) = lock_soon(&capture) else {
        return out.note(format!("not captured: {BUSY}"));
    };
    let now = Instant::now();
    let time = out.deadline().map_or(UNHURRIED, |until| until.saturating_duration_since(now));
    let deadline = now + (time - MARGIN.min(time / 4));
    // Written twice: whoever loses patience with the symbols has the addresses.
    let threads = capture.threads(deadline, &mut |early| out.threads(with_roles(early.clone())));
    drop_if_asked(&mut capture);
    drop(capture);
    #[cfg(all(gmr_capture, feature = "parking_lot-deadlock"))]
    let threads = {
        // Written before, too: its detector may take long.
        out.threads(with_roles(threads.clone()));
        with_deadlocks(threads)
    };
    out.threads(with_roles(threads));
}

#[cfg(all(gmr_capture, feature = "parking_lot-deadlock"))]
fn with_deadlocks(mut threads: Threads) -> Threads {
    capture::parking_lot::add_deadlocks(&mut threads);
    threads
}

fn with_roles(mut all: Threads) -> Threads {
    // Not locked for as long as this takes: a fork child would inherit that.
    let roles = lock(&ROLES).clone();
    for thread in &mut all.threads {
        if let Some((_, role)) = roles.iter().find(|(id, _)| *id == thread.id) {
            thread.role = *role;
        }
    }
    all
}

fn lock<T>(cell: &Mutex<T>) -> MutexGuard<'_, T> {
    cell.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lock, if it is free within a moment: a capture that hangs must not make the next one hang,
/// but a prewarming thread has it only for as long as it takes to list what is loaded.
fn lock_soon(capture: &Mutex<Capture>) -> Option<MutexGuard<'_, Capture>> {
    const MOMENT: Duration = Duration::from_millis(200);
    soon(MOMENT, || free(capture.try_lock()))
}
