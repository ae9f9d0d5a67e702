//! What the threads of the soak do: each what is hard to look at.
//!
//! A role is a function that runs until the soak is over. While its thread's stack is complete,
//! the function is on it.
#![allow(unsafe_code, reason = "the worst that a program can do is not safe")]

#[cfg(target_env = "gnu")]
mod libraries;

use std::cell::Cell;
use std::fs::File;
use std::hint::black_box;
use std::io::Write as _;
use std::mem;
use std::os::fd::AsRawFd as _;
use std::process::Command;
use std::ptr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

static IS_OVER: AtomicBool = AtomicBool::new(false);
/// How often the roles went round: so much happened between and during the reports.
pub(crate) static TURNS: AtomicU64 = AtomicU64::new(0);
/// How many fork children made a report of their own.
pub(crate) static CHILD_REPORTS: AtomicU64 = AtomicU64::new(0);

/// A thread's name begins so, the rest is its role's.
pub(crate) const PREFIX: &str = "soak-";

/// Name and body of each role; the function of the role `x` is called `role_x`.
pub(crate) const ROLES: &[(&str, fn())] = &[
    ("malloc", role_malloc),
    ("malloc", role_malloc),
    ("churn", role_churn),
    ("churn", role_churn),
    ("panic", role_panic),
    ("panic", role_panic),
    ("fork", role_fork),
    ("rearm", role_rearm),
    ("spawn", role_spawn),
    ("handler", role_handler),
    ("mask", role_mask),
    ("clock", role_clock),
    ("print", role_print),
    ("map", role_map),
    ("deep", role_deep),
    ("trace", role_trace),
    ("sleep", role_sleep),
    ("lock", role_lock),
    ("lock", role_lock),
    ("deaf", role_deaf),
    #[cfg(target_env = "gnu")]
    ("library", libraries::role_library),
    #[cfg(target_env = "gnu")]
    ("library", libraries::role_library),
];

/// What is done before any role runs.
pub(crate) fn prepare() {
    make_stdout_a_sink();
    #[cfg(target_env = "gnu")]
    libraries::find();
}

/// What is printed from here on goes nowhere.
fn make_stdout_a_sink() {
    let sink = File::options().write(true).open("/dev/null").expect("it is everywhere");
    // SAFETY: both descriptors are open.
    unsafe { libc::dup2(sink.as_raw_fd(), 1) };
}

/// The threads that are in their role for as long as the soak lasts.
static IN_ROLE: Mutex<Vec<u64>> = Mutex::new(Vec::new());

thread_local! {
    static IS_IN_ROLE: Cell<bool> = const { Cell::new(false) };
}

/// Returns when every thread has begun its role.
pub(crate) fn await_all() {
    while IN_ROLE.lock().expect("nobody panics with it").len() < ROLES.len() {
        thread::yield_now();
    }
}

/// Whether a thread has begun its role; one that was just started has its parent's name.
pub(crate) fn is_in_role(thread: u64) -> bool {
    IN_ROLE.lock().expect("nobody panics with it").contains(&thread)
}

/// Ends all roles.
pub(crate) fn end() {
    IS_OVER.store(true, Ordering::Release);
}

/// Whether the role goes round once more.
fn goes_on() -> bool {
    TURNS.fetch_add(1, Ordering::Relaxed);
    if !IS_IN_ROLE.replace(true) {
        let id = rustix::thread::gettid().as_raw_nonzero().get().unsigned_abs();
        IN_ROLE.lock().expect("nobody panics with it").push(id.into());
    }
    !IS_OVER.load(Ordering::Acquire)
}

/// Keeps the caller on the stack: what comes last in a function may be called in its place.
fn stay() {
    black_box(());
}

#[inline(never)]
fn role_malloc() {
    let mut random = 1_u32;
    while goes_on() {
        let mut blocks: Vec<Vec<u8>> = Vec::new();
        for _ in 0..100 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            blocks.push(vec![1; (random >> 12) as usize % 20_000]);
            if random & 7 == 0 {
                blocks.swap_remove(0);
            }
        }
        black_box(&blocks);
    }
    stay();
}

#[inline(never)]
fn role_churn() {
    while goes_on() {
        let spawn = |number: u32| {
            let thread = thread::Builder::new().name(format!("{PREFIX}child"));
            thread.stack_size(64 << 10).spawn(move || role_child(number)).expect("a thread")
        };
        let children: Vec<_> = (0..4).map(spawn).collect();
        children.into_iter().for_each(|child| child.join().expect("it does not panic"));
    }
    stay();
}

#[inline(never)]
fn role_child(number: u32) {
    let mut numbers = vec![number; 10];
    numbers.sort_unstable();
    black_box(&numbers);
    if number & 1 == 1 {
        thread::yield_now();
    }
    stay();
}

#[inline(never)]
fn role_panic() {
    while goes_on() {
        black_box(std::panic::catch_unwind(|| throw(10)).is_err());
        calm();
    }
    stay();
}

/// As long as a panic takes: while that is under way, no stack passes for whole.
#[inline(never)]
fn calm() {
    for number in 0..20_000_u32 {
        black_box(number);
    }
    stay();
}

#[inline(never)]
fn throw(calls: u32) -> u32 {
    let _dropped_on_the_way = DoesSomething(calls);
    if calls == 0 {
        // Without the hook, which would print.
        std::panic::resume_unwind(Box::new(calls));
    }
    black_box(throw(calls - 1)) + 1
}

struct DoesSomething(u32);

impl Drop for DoesSomething {
    fn drop(&mut self) {
        black_box(self.0);
    }
}

#[inline(never)]
fn role_fork() {
    while goes_on() {
        assert_eq!(in_child(|| 0), Some(0), "a fork child that does nothing ended badly");
        thread::sleep(Duration::from_millis(2));
    }
    stay();
}

/// Children that set reports up again and make one, whatever the other threads had locked. If that
/// was the set-up itself, the report says so and has nothing else.
#[inline(never)]
fn role_rearm() {
    while goes_on() {
        let code = in_child(|| {
            // `collect` would say what it says.
            let _ = gmr::rearm();
            let report = gmr::collect();
            match report.section("Threads") {
                Some(_) => 0,
                None if report.warnings.iter().any(|warning| warning.contains("locked")) => 1,
                None => 2,
            }
        });
        assert!(matches!(code, Some(0 | 1)), "a fork child made no report: {code:?}");
        CHILD_REPORTS.fetch_add(u64::from(code == Some(0)), Ordering::Relaxed);
        thread::sleep(Duration::from_millis(300));
    }
    stay();
}

/// What a fork child's `body` returned; `None` if a signal ended it, as one that hangs is.
fn in_child(body: impl FnOnce() -> i32) -> Option<i32> {
    const LIMIT_S: u32 = 50;
    // SAFETY: the child has this thread only, runs `body` and exits.
    unsafe {
        let child = libc::fork();
        if child == 0 {
            libc::alarm(LIMIT_S);
            libc::_exit(body());
        }
        let mut status = 0;
        while libc::waitpid(child, &raw mut status, 0) < 0 {}
        libc::WIFEXITED(status).then(|| libc::WEXITSTATUS(status))
    }
}

#[inline(never)]
fn role_spawn() {
    while goes_on() {
        let status = Command::new("/bin/true").status().expect("it is everywhere");
        assert!(status.success());
    }
    stay();
}

/// Handlers on the thread's own stack and on the alternate one, by turns.
#[inline(never)]
fn role_handler() {
    install(libc::SIGUSR1, libc::SA_ONSTACK);
    install(libc::SIGURG, 0);
    while goes_on() {
        // SAFETY: both have a handler.
        unsafe {
            libc::raise(libc::SIGUSR1);
            libc::raise(libc::SIGURG);
        }
    }
    stay();
}

extern "C" fn on_signal(_: i32) {
    black_box(recurse(3));
}

fn install(signal: i32, flags: i32) {
    // SAFETY: a valid action; the handler does nothing but call itself.
    unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_sigaction = on_signal as *const () as usize;
        action.sa_flags = flags | libc::SA_RESTART;
        libc::sigaction(signal, &raw const action, ptr::null_mut());
    }
}

fn mask_all(how: i32) {
    // SAFETY: a valid set.
    unsafe {
        let mut set: libc::sigset_t = mem::zeroed();
        libc::sigfillset(&raw mut set);
        libc::pthread_sigmask(how, &raw const set, ptr::null_mut());
    }
}

#[inline(never)]
fn role_mask() {
    while goes_on() {
        mask_all(libc::SIG_BLOCK);
        (0..2000).for_each(|number| {
            black_box(number);
        });
        mask_all(libc::SIG_UNBLOCK);
    }
    stay();
}

/// Never takes a signal: those of many reports must not pile up.
#[inline(never)]
fn role_deaf() {
    mask_all(libc::SIG_BLOCK);
    while goes_on() {
        thread::sleep(Duration::from_millis(1));
    }
    stay();
}

#[inline(never)]
fn role_clock() {
    while goes_on() {
        for _ in 0..100 {
            black_box((SystemTime::now(), Instant::now()));
        }
    }
    stay();
}

#[inline(never)]
fn role_print() {
    let mut sink = File::options().write(true).open("/dev/null").expect("it is everywhere");
    while goes_on() {
        println!("stdout is a sink {:?}", Instant::now());
        writeln!(sink, "as is this {:?}", thread::current().id()).expect("it takes all");
    }
    stay();
}

/// Mappings come and go, where the stacks of threads do.
#[inline(never)]
fn role_map() {
    const PAGE: usize = 4096;
    while goes_on() {
        let sizes = (0..20).map(|number| PAGE * (1 + number * 7 % 90));
        // SAFETY: new mappings, of which nobody keeps an address.
        let mapped = sizes.map(|size| unsafe {
            let access = libc::PROT_READ | libc::PROT_WRITE;
            let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
            let start = libc::mmap(ptr::null_mut(), size, access, flags, -1, 0);
            assert_ne!(start, libc::MAP_FAILED);
            start.cast::<u8>().write(1);
            (start, size)
        });
        let mapped: Vec<_> = mapped.collect();
        for (start, size) in mapped {
            // SAFETY: mapped just before.
            unsafe { libc::munmap(start, size) };
        }
    }
    stay();
}

#[inline(never)]
fn role_deep() {
    while goes_on() {
        black_box(recurse(3000));
    }
    stay();
}

#[inline(never)]
fn recurse(calls: u32) -> u32 {
    let words = black_box([calls; 16]);
    if calls == 0 { 1 } else { black_box(recurse(calls - 1)) + words[3] }
}

/// Takes the lock of the loader and that of `backtrace`.
#[inline(never)]
fn role_trace() {
    while goes_on() {
        let trace = std::backtrace::Backtrace::force_capture();
        black_box(trace.to_string().len());
    }
    stay();
}

#[inline(never)]
fn role_sleep() {
    while goes_on() {
        thread::sleep(Duration::from_micros(300));
    }
    stay();
}

static WANTED: Mutex<u64> = Mutex::new(0);

#[inline(never)]
fn role_lock() {
    while goes_on() {
        *WANTED.lock().expect("nobody panics with it") += 1;
    }
    stay();
}
