//! For how long a report keeps a running thread from its work.
//!
//! A thread looks at the clock in a loop: where it was kept from that, there is a gap. The gap in
//! which the kernel put the frame of a signal on the thread's alternate stack is the report's; all
//! others are of other interruptions. The thread has a processor of its own, so that nothing of
//! the report runs there but what the thread itself does. What the kernel takes to deliver any
//! signal is told by one whose handler does nothing.

use crate::figures::{median, stay, tell};
use crate::parked::park;
use rustix::thread::CpuSet;
use std::hint;
use std::mem;
use std::ptr;
use std::slice;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Instant;

const REPORTS: usize = 400;
/// What a thread has on its stack that is not shallow.
const DEEP: usize = 64 * 1024;
/// As in a small service.
const PARKED: usize = 10;

/// What the thread that runs tells the one that reports.
#[derive(Default)]
struct Watch {
    /// The length of the gap in which there was a signal, in nanoseconds; zero until there is one.
    gap: AtomicU64,
    has_ended: AtomicBool,
}

pub(crate) fn run() {
    let processors = processors();
    keep_to(processors.first());
    park(PARKED);
    let guard = gmr::autorun(gmr::package!()).signal("none").start().expect("nothing is set up");
    handle_by_nothing();
    let processor = processors.last().copied();
    measure("shallow", processor, spin);
    measure("deep", processor, |frames, watch| {
        let stack = hint::black_box([0_u8; DEEP]);
        spin(frames, watch);
        hint::black_box(stack);
    });
    stay();
    drop(guard);
}

/// Tells the pauses of a thread that has this stack.
fn measure(name: &str, processor: Option<usize>, run: fn(&SignalFrames, &Watch)) {
    let watch = Arc::new(Watch::default());
    let seen = Arc::clone(&watch);
    let (tell_thread, thread) = mpsc::channel();
    let runner = thread::Builder::new().name("running".to_owned()).spawn(move || {
        keep_to(processor.as_ref());
        let frames = SignalFrames::of_this_thread();
        tell_thread.send(rustix::thread::gettid().as_raw_nonzero().get()).expect("it is awaited");
        run(&frames, &seen);
    });
    let runner = runner.expect("a thread");
    let thread = thread.recv().expect("it tells at first");
    // In turns, so that what else the machine does, and what is in its caches, is the same.
    let (mut reports, empty): (Vec<f64>, Vec<f64>) = (0..REPORTS)
        .map(|_| (watch.gap_of(|| drop(gmr::collect())), watch.gap_of(|| signal(thread))))
        .unzip();
    watch.has_ended.store(true, Ordering::Relaxed);
    runner.join().expect("it only looks at the clock");
    reports.sort_by(f64::total_cmp);
    tell(&format!("pause.{name}.least"), reports[reports.len() / 20]);
    tell(&format!("pause.{name}.median"), median(reports.clone()));
    tell(&format!("pause.{name}.most"), reports[reports.len() * 95 / 100]);
    tell(&format!("pause.{name}.empty"), median(empty));
}

impl Watch {
    /// The length of the gap that this makes, in microseconds.
    fn gap_of(&self, interrupt: impl FnOnce()) -> f64 {
        self.gap.store(0, Ordering::Relaxed);
        interrupt();
        loop {
            match self.gap.load(Ordering::Relaxed) {
                0 => hint::spin_loop(),
                gap => return gap as f64 / 1e3,
            }
        }
    }
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

/// Gives SIGUSR1 a handler that does nothing, with the flags of gmr's own.
#[allow(unsafe_code, reason = "there is no safe way to set these flags")]
fn handle_by_nothing() {
    extern "C" fn nothing(_: i32) {}
    // SAFETY: all zeros is a valid action, and its handler does nothing.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = nothing as *const () as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_RESTART | libc::SA_ONSTACK;
        assert_eq!(libc::sigaction(libc::SIGUSR1, &raw const action, ptr::null_mut()), 0);
    }
}

#[allow(unsafe_code, reason = "there is no safe way to send a signal to one thread")]
fn signal(thread: i32) {
    // SAFETY: the signal has a handler.
    unsafe { libc::syscall(libc::SYS_tgkill, std::process::id(), thread, libc::SIGUSR1) };
}

fn spin(frames: &SignalFrames, watch: &Watch) {
    let mut before = Instant::now();
    while !watch.has_ended.load(Ordering::Relaxed) {
        let now = Instant::now();
        let gap = now - before;
        before = now;
        // Looking takes longer than the gaps that nothing made.
        if gap.as_nanos() > 250 {
            if frames.take() {
                watch.gap.store(gap.as_nanos() as u64, Ordering::Relaxed);
            }
            before = Instant::now();
        }
    }
}

/// Where the kernel puts the frames of signals: the alternate stack of a thread.
struct SignalFrames(&'static [AtomicU64]);

impl SignalFrames {
    const NOTHING: u64 = 0x0123_4567_89ab_cdef;

    #[allow(unsafe_code, reason = "nobody else tells where it is")]
    fn of_this_thread() -> Self {
        // SAFETY: all zeros is a valid description; std's alternate stack lives as long as the
        // thread, and is used by nobody but handlers.
        let words = unsafe {
            let mut stack: libc::stack_t = mem::zeroed();
            assert_eq!(libc::sigaltstack(ptr::null(), &raw mut stack), 0);
            assert_eq!(stack.ss_flags & libc::SS_DISABLE, 0, "std gives each thread one");
            slice::from_raw_parts(stack.ss_sp.cast::<AtomicU64>(), stack.ss_size / 8)
        };
        let frames = SignalFrames(words);
        frames.take();
        frames
    }

    /// Whether there has been one since this was asked last.
    fn take(&self) -> bool {
        let used = self.0.iter().filter(|word| word.load(Ordering::Relaxed) != Self::NOTHING);
        used.map(|word| word.store(Self::NOTHING, Ordering::Relaxed)).count() > 0
    }
}
