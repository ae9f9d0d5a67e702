//! Collapsed stacks: what flame graphs are drawn from.

use super::towers::{name, towers};
use crate::model::Report;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The report as [collapsed stacks]: a line for each stack, its calls from the outermost on with
/// `;` between them, and how many threads or tasks are there.
///
/// The first call says what they are: `threads`, `idle threads`, `threads of gmr` or `tasks`. A
/// task that waits for several things at once counts once, up to where its calls part. Threads and
/// tasks of which no calls are known have the reason for that in place of these. inferno,
/// speedscope and the Firefox Profiler read it.
///
/// ```
/// # #[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))] {
/// let collapsed = gmr::view::collapsed(&gmr::collect());
/// let main = collapsed.lines().find(|line| line.starts_with("threads;")).expect("a thread");
/// let (calls, threads) = main.rsplit_once(' ').expect("calls and a number");
/// assert!(calls.split(';').count() > 1);
/// assert!(threads.parse::<u32>()? > 0);
/// # }
/// # Ok::<(), std::num::ParseIntError>(())
/// ```
///
/// [collapsed stacks]: https://github.com/brendangregg/FlameGraph#2-fold-stacks
#[must_use]
pub fn collapsed(report: &Report) -> String {
    // Stacks that differ in a line only are one here.
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for tall in towers(report) {
        let mut line = tall.tower.name().to_owned();
        for level in &tall.levels {
            line.push(';');
            line.push_str(&name(level).replace(';', "\\u{3b}"));
        }
        *lines.entry(line).or_default() += tall.weight;
    }
    let mut out = String::with_capacity(lines.keys().map(|line| line.len() + 8).sum());
    for (line, weight) in lines {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{line} {weight}");
    }
    out
}
