//! What a report takes of memory, beyond the symbols, and what it gives back.
//!
//! A report of a few threads, which are at the same places as all others, comes first and loads
//! the symbols. The peak is the kernel's, set back before the report that is measured. Of what is
//! kept, the kernel sees also what the allocator holds back; what is in use is told by that itself.
//! Names and the stacks of the last report are kept on purpose; without them, nothing may stay.

use crate::figures::{proc_number, stay, tell};
use crate::parked::park;
use std::fs;
use std::hint::black_box;

const FEW: usize = 50;

pub(crate) fn run(threads: usize) {
    park(FEW);
    let guard = gmr::autorun(gmr::package!()).signal("none").start().expect("nothing is set up");
    report();
    gmr::drop_caches();
    let without_caches = in_use();
    report();
    let with_few = in_use();
    park(threads);
    let of_threads = in_use() - with_few;
    for when in ["first", "second", "third", "fourth"] {
        let before = kib("VmRSS");
        // 5: the peak is what it is now.
        let is_reset = fs::write("/proc/self/clear_refs", "5").is_ok();
        report();
        if is_reset {
            tell(&format!("{when}.peak"), kib("VmHWM") - before);
        }
        tell(&format!("{when}.kept"), kib("VmRSS") - before);
        tell(&format!("{when}.used"), in_use() - with_few - of_threads);
    }
    gmr::drop_caches();
    tell("dropped.used", in_use() - without_caches - of_threads);
    stay();
    drop(guard);
}

fn report() {
    black_box(gmr::view::text(&gmr::collect()));
}

fn kib(name: &str) -> f64 {
    proc_number("/proc/self/status", name).expect("the kernel tells the memory")
}

/// What was allocated and is not freed, in KiB.
#[allow(unsafe_code, reason = "there is no safe way to ask the allocator")]
fn in_use() -> f64 {
    // SAFETY: it takes the allocator's own locks.
    let told = unsafe { libc::mallinfo2() };
    (told.uordblks + told.hblkhd) as f64 / 1024.0
}
