//! What a report takes of memory, beyond the symbols.
//!
//! A report of a few threads, which are at the same places as all others, comes first and loads
//! the symbols. The peak is the kernel's, set back before the report that is measured.

use crate::figures::{proc_number, stay, tell};
use crate::parked::park;
use std::fs;
use std::hint::black_box;

const FEW: usize = 50;

pub(crate) fn run(threads: usize) {
    park(FEW);
    let guard = gmr::autorun(gmr::package!()).signal("none").start().expect("nothing is set up");
    report();
    park(threads);
    for when in ["first", "second", "third", "fourth"] {
        let before = kib("VmRSS");
        // 5: the peak is what it is now.
        let is_reset = fs::write("/proc/self/clear_refs", "5").is_ok();
        report();
        if is_reset {
            tell(&format!("{when}.peak"), kib("VmHWM") - before);
        }
        tell(&format!("{when}.kept"), kib("VmRSS") - before);
    }
    stay();
    drop(guard);
}

fn report() {
    black_box(gmr::view::text(&gmr::collect()));
}

fn kib(name: &str) -> f64 {
    proc_number("/proc/self/status", name).expect("the kernel tells the memory")
}
