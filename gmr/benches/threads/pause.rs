//! For how long a report keeps a running thread from its work.
//!
//! A thread looks at the clock in a loop: where it was kept from that, there is a gap. The longest
//! gap during a report is the report's, or that of another interruption; how long those are is
//! told by windows without a report. The thread has a processor of its own, so that nothing of the
//! report runs there but what the thread itself does. What the kernel takes to deliver any signal
//! is told by one whose handler sets a flag.

use crate::figures::{median, stay, tell};
use crate::parked::park;
use rustix::thread::CpuSet;
use std::hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const REPORTS: usize = 400;
/// As in a small service.
const PARKED: usize = 10;

/// What the thread that runs tells the one that reports.
#[derive(Default)]
struct Watch {
    /// The id of the thread that runs.
    thread: AtomicI32,
    longest: AtomicU64,
    has_ended: AtomicBool,
}

pub(crate) fn run() {
    let processors = processors();
    keep_to(processors.first());
    park(PARKED);
    let guard = gmr::autorun(gmr::package!()).signal("none").start().expect("nothing is set up");
    let watch = Arc::new(Watch::default());
    let seen = Arc::clone(&watch);
    let runner = thread::Builder::new().name("running".to_owned()).spawn(move || {
        keep_to(processors.last());
        spin(&seen);
    });
    let runner = runner.expect("a thread");
    let mut lengths = Vec::new();
    let mut gaps: Vec<f64> = (0..REPORTS)
        .map(|_| {
            watch.longest.store(0, Ordering::Relaxed);
            let begin = Instant::now();
            drop(gmr::collect());
            lengths.push(begin.elapsed());
            watch.longest.load(Ordering::Relaxed) as f64 / 1e3
        })
        .collect();
    signal_hook::flag::register(libc::SIGUSR1, Arc::default()).expect("the signal is free");
    let id = watch.thread.load(Ordering::Relaxed);
    let others: Vec<f64> = lengths.iter().map(|length| without_report(&watch, *length)).collect();
    let empty: Vec<f64> = (0..REPORTS).map(|_| with_empty_handler(&watch, id)).collect();
    watch.has_ended.store(true, Ordering::Relaxed);
    runner.join().expect("it only looks at the clock");
    gaps.sort_by(f64::total_cmp);
    tell("pause.least", gaps[gaps.len() / 20]);
    tell("pause.median", median(gaps.clone()));
    tell("pause.most", gaps[gaps.len() * 95 / 100]);
    tell("pause.empty", median(empty));
    tell("pause.others", median(others));
    stay();
    drop(guard);
}

/// Those on which this process may run.
fn processors() -> Vec<usize> {
    let allowed = rustix::thread::sched_getaffinity(None).expect("the kernel tells");
    (0..CpuSet::MAX_CPU).filter(|processor| allowed.is_set(*processor)).collect()
}

/// The calling thread, and those that it starts, run on this one only.
fn keep_to(processor: Option<&usize>) {
    let mut set = CpuSet::new();
    set.set(*processor.expect("this runs on one"));
    rustix::thread::sched_setaffinity(None, &set).expect("an allowed processor");
}

/// The longest gap in a window in which there is no report; the other processor is busy, too.
fn without_report(watch: &Watch, length: Duration) -> f64 {
    watch.longest.store(0, Ordering::Relaxed);
    let begin = Instant::now();
    while begin.elapsed() < length {
        hint::spin_loop();
    }
    watch.longest.load(Ordering::Relaxed) as f64 / 1e3
}

/// The longest gap round a signal that does nothing.
#[allow(unsafe_code, reason = "there is no safe way to send a signal to one thread")]
fn with_empty_handler(watch: &Watch, thread: i32) -> f64 {
    watch.longest.store(0, Ordering::Relaxed);
    // SAFETY: the signal has a handler.
    unsafe { libc::syscall(libc::SYS_tgkill, std::process::id(), thread, libc::SIGUSR1) };
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(1) {
        hint::spin_loop();
    }
    watch.longest.load(Ordering::Relaxed) as f64 / 1e3
}

fn spin(watch: &Watch) {
    let id = rustix::thread::gettid().as_raw_nonzero().get();
    watch.thread.store(id, Ordering::Relaxed);
    let mut before = Instant::now();
    while !watch.has_ended.load(Ordering::Relaxed) {
        let now = Instant::now();
        let gap = now - before;
        before = now;
        // Rarely, so that two processors do not fight for the word.
        if gap.as_nanos() > 250 {
            watch.longest.fetch_max(gap.as_nanos() as u64, Ordering::Relaxed);
        }
    }
}
