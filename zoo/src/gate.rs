//! When a thread is in its place.

use std::collections::BTreeSet;
use std::fs;
use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// How many threads have been started that say when they are about to wait, and how many have.
static STARTED: AtomicUsize = AtomicUsize::new(1); // the main thread
static ANNOUNCED: AtomicUsize = AtomicUsize::new(0);
/// Names that threads give themselves when they are in their places.
static NAMES: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());

/// Starts a thread of this kind, which must call [`announce`] before it waits.
pub(crate) fn spawn(kind: &str, f: impl FnOnce() + Send + 'static) {
    STARTED.fetch_add(1, Ordering::Relaxed);
    spawn_unannounced(kind, f);
}

/// Starts a thread that is in its place when it sleeps.
pub(crate) fn spawn_unannounced(kind: &str, f: impl FnOnce() + Send + 'static) {
    let stack_size = if kind == "deep" { 64 << 20 } else { 2 << 20 };
    let builder = thread::Builder::new().name(kind.to_owned()).stack_size(stack_size);
    builder.spawn(f).expect("a thread starts");
}

/// Expects a thread that gives itself this name.
#[cfg(target_env = "gnu")]
pub(crate) fn expect(name: &'static str) {
    NAMES.lock().expect("nobody panics with it").insert(name);
}

/// Says that a thread of [`spawn`] is about to wait.
pub(crate) fn announce() {
    ANNOUNCED.fetch_add(1, Ordering::Relaxed);
}

/// Says that a thread that has announced itself is on its way elsewhere.
pub(crate) fn renounce() {
    ANNOUNCED.fetch_sub(1, Ordering::Relaxed);
}

/// Where callbacks wait: says that the thread is in its place, and sleeps.
pub(crate) extern "C" fn wait() {
    announce();
    loop {
        thread::sleep(Duration::from_secs(100_000));
    }
}

/// [`announce`] for callbacks.
pub(crate) extern "C" fn announce_it() {
    announce();
}

/// Some calls, each with a frame, before `f`.
#[inline(never)]
pub(crate) fn levels<R>(n: u32, f: impl FnOnce() -> R) -> R {
    if n == 0 {
        return black_box(f());
    }
    let boxed: Box<dyn FnOnce() -> R> = Box::new(f);
    black_box(one_less(n, boxed))
}

#[inline(never)]
fn one_less<R>(n: u32, f: Box<dyn FnOnce() -> R + '_>) -> R {
    let result = if n == 1 { f() } else { one_less(n - 1, f) };
    black_box(result)
}

/// Waits until every thread has announced itself, has its name, and sleeps.
pub(crate) fn await_all() {
    await_all_but(0);
    poll(|| {
        let tasks = tasks();
        let names = NAMES.lock().expect("nobody panics with it");
        let has = |name: &str| tasks.iter().any(|task| task.name == name);
        tasks.iter().all(|task| task.sleeps) && names.iter().all(|name| has(name))
    });
}

/// Waits until all but `missing` threads have announced themselves.
pub(crate) fn await_all_but(missing: usize) {
    let announced = || ANNOUNCED.load(Ordering::Relaxed) + missing;
    poll(|| announced() >= STARTED.load(Ordering::Relaxed));
}

/// Waits until a thread has this name.
#[cfg(target_env = "gnu")]
pub(crate) fn await_name(name: &str) {
    poll(|| tasks().iter().any(|task| task.name == name));
}

/// What the kernel knows of other threads cannot be waited for.
fn poll(is_true: impl Fn() -> bool) {
    while !is_true() {
        thread::sleep(Duration::from_millis(1));
    }
}

struct Task {
    name: String,
    sleeps: bool,
}

/// All threads but the calling one.
fn tasks() -> Vec<Task> {
    let me = fs::read_link("/proc/thread-self").unwrap_or_default();
    let tasks = fs::read_dir("/proc/self/task").expect("threads are listed").flatten();
    let others = tasks.filter(|task| me.file_name() != Some(&task.file_name()));
    let read = |task: fs::DirEntry| {
        let stat = fs::read_to_string(task.path().join("stat")).ok()?;
        let (name, state) = stat.rsplit_once(") ")?;
        let (_, name) = name.split_once('(')?;
        Some(Task { name: name.to_owned(), sleeps: state.starts_with(['S', 'D']) })
    };
    others.filter_map(read).collect()
}

/// Counts a thread that something else starts, and that announces itself.
pub(crate) fn count_one() {
    STARTED.fetch_add(1, Ordering::Relaxed);
}
