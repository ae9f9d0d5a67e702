//! Kinds that run. Their names begin with `R-`.

use crate::foreign;
use crate::gate::{announce, levels, spawn};
use std::collections::BTreeMap;
use std::fs::File;
use std::hint::black_box;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::time::Instant;

static MAY_RUN: AtomicBool = AtomicBool::new(false);
static RUNNERS: AtomicUsize = AtomicUsize::new(0);
static CHANGE: Mutex<()> = Mutex::new(());
static CHANGED: Condvar = Condvar::new();

pub(crate) fn start() {
    start_one("R-loop", run_loop);
    start_one("R-malloc", run_malloc);
    start_one("R-memcpy", run_memcpy);
    start_one("R-clock", run_clock);
    start_one("R-println", run_println);
    start_one("R-sort", run_sort);
    start_one("R-tree", run_tree);
    start_one("R-format", run_format);
    #[cfg(panic = "unwind")]
    start_one("R-panic", run_panic);
    start_one("R-recursion", run_recursion);
    start_one("R-syscall", run_syscall);
    start_one("R-c-leaf", run_c_leaf);
}

/// A thread that runs `f` whenever it may.
fn start_one(kind: &str, f: fn()) {
    RUNNERS.fetch_add(1, Ordering::Relaxed);
    spawn(kind, move || {
        announce();
        loop {
            levels(2, rest_until_run);
            levels(3, f);
        }
    });
}

#[inline(never)]
fn rest_until_run() {
    let change = CHANGE.lock().expect("nobody panics with it");
    drop(CHANGED.wait_while(change, |()| !may_run()));
}

fn may_run() -> bool {
    MAY_RUN.load(Ordering::Relaxed)
}

/// Lets all run, and waits until they do.
pub(crate) fn run() {
    set(true);
}

/// Lets all rest; [`await_all`](crate::gate::await_all) waits until they do.
pub(crate) fn rest() {
    set(false);
}

fn set(may_run: bool) {
    let change = CHANGE.lock().expect("nobody panics with it");
    MAY_RUN.store(may_run, Ordering::Relaxed);
    drop(change);
    CHANGED.notify_all();
}

#[inline(never)]
fn run_loop() {
    let mut x = 1_u64;
    while may_run() {
        for _ in 0..100_000 {
            x = x.wrapping_mul(6_364_136_223_846_793_005).rotate_left(13) ^ 0x55;
        }
        black_box(x);
    }
}

#[inline(never)]
fn run_malloc() {
    while may_run() {
        let boxes: Vec<Vec<u8>> =
            (0..200).map(|i| Vec::with_capacity(16 + i * 37 % 5000)).collect();
        black_box(boxes);
    }
}

#[inline(never)]
fn run_memcpy() {
    let from = vec![1_u8; 1 << 20];
    let mut to = vec![0_u8; 1 << 20];
    while may_run() {
        to.copy_from_slice(black_box(&from));
        black_box(&to);
    }
}

#[inline(never)]
fn run_clock() {
    while may_run() {
        black_box(Instant::now().elapsed());
    }
}

/// As `println`, to where it disturbs nobody.
#[inline(never)]
fn run_println() {
    let mut nowhere = File::create("/dev/null").expect("it can be written to");
    while may_run() {
        let _ = writeln!(nowhere, "a line of {} words", black_box(5));
    }
}

#[inline(never)]
fn run_sort() {
    let mut x = 1_u32;
    let mut numbers = vec![0_u32; 50_000];
    while may_run() {
        for number in &mut numbers {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *number = x;
        }
        numbers.sort();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
    }
}

#[inline(never)]
fn run_tree() {
    let mut x = 1_u64;
    let mut tree = BTreeMap::new();
    while may_run() {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        tree.insert(x >> 52, x);
        tree.remove(&(x >> 53));
    }
}

#[inline(never)]
fn run_format() {
    while may_run() {
        black_box(format!("{:?} {:>10.3}", black_box(("abc", 1.5_f64, vec![1, 2, 3])), 2.5));
    }
}

#[cfg(panic = "unwind")]
#[inline(never)]
fn run_panic() {
    while may_run() {
        let caught = std::panic::catch_unwind(|| {
            levels(3, || {
                if black_box(true) {
                    std::panic::resume_unwind(Box::new(1));
                }
            });
        });
        drop(black_box(caught));
    }
}

#[inline(never)]
fn run_recursion() {
    while may_run() {
        black_box(recurse(200));
    }
}

#[inline(never)]
fn recurse(n: u64) -> u64 {
    if n == 0 {
        return black_box(1);
    }
    black_box(recurse(n - 1)) + black_box(n)
}

#[inline(never)]
fn run_syscall() {
    while may_run() {
        foreign::system_call();
    }
}

#[inline(never)]
fn run_c_leaf() {
    while may_run() {
        foreign::spin();
    }
}
