//! The machine on which the process runs, as far as it is seen from within.

mod container;
mod system;

use super::kernel;
use super::proc::Status;
pub(crate) use container::Container;
#[cfg(any(test, fuzzing))]
pub(crate) use container::Traces;
use std::io;
use std::path::Path;
use std::time::Duration;
pub(crate) use system::{Release, Sandbox, sandbox};

/// More than any of these files is long.
const MOST: usize = 64 * 1024;

/// What `uname(2)` tells.
#[derive(Debug, Clone)]
pub(crate) struct Kernel {
    /// `Linux`.
    pub(crate) name: String,
    /// Of the network.
    pub(crate) host: String,
    /// `6.1.0-18-amd64`.
    pub(crate) release: String,
    /// `#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1`.
    pub(crate) version: String,
    /// `x86_64`.
    pub(crate) machine: String,
}

/// The kernel.
pub(crate) fn kernel() -> Kernel {
    let known = rustix::system::uname();
    let text = |text: &std::ffi::CStr| text.to_string_lossy().into_owned();
    Kernel {
        name: text(known.sysname()),
        host: text(known.nodename()),
        release: text(known.release()),
        version: text(known.version()),
        machine: text(known.machine()),
    }
}

/// A file of the system below `root`, which is `/` but for tests.
fn read(root: &Path, path: &str) -> io::Result<Vec<u8>> {
    kernel::read(root.join(path), MOST)
}

/// The same as one line of text.
fn line(root: &Path, path: &str) -> io::Result<String> {
    let bytes = read(root, path)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

/// Memory of the machine.
pub(crate) fn memory(root: &Path) -> io::Result<Status> {
    read(root, "proc/meminfo").map(|text| Status::new(&text))
}

/// How many threads ran or waited for a processor or a disk, in the last 1, 5 and 15 minutes.
pub(crate) fn load(root: &Path) -> io::Result<[f64; 3]> {
    let line = line(root, "proc/loadavg")?;
    let mut words = line.split(' ');
    let mut next = || words.next()?.parse().ok().filter(|load: &f64| load.is_finite());
    let load = next().zip(next()).zip(next()).map(|((one, five), fifteen)| [one, five, fifteen]);
    load.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The processors that the machine can have, and those that are turned on: `0-7`.
pub(crate) fn processors(root: &Path, which: &str) -> io::Result<String> {
    line(root, &format!("sys/devices/system/cpu/{which}"))
}

/// How many numbers a list such as `0-3,8` has.
pub(crate) fn count(list: &str) -> Option<u64> {
    list.split(',').try_fold(0_u64, |sum, range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        sum.checked_add(u64::from(last.checked_sub(first)?) + 1)
    })
}

/// Who made the machine, and what he calls it; a virtual one is known by that.
pub(crate) fn model(root: &Path) -> Option<String> {
    let of = |file: &str| line(root, &format!("sys/class/dmi/id/{file}")).ok();
    let words: Vec<String> = ["sys_vendor", "product_name"].into_iter().filter_map(of).collect();
    let words = words.join(" ");
    (!words.trim().is_empty()).then_some(words)
}

/// How long ago the machine was started, with the time that it slept.
pub(crate) fn uptime() -> Option<Duration> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return super::proc::age(0);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    None
}

#[cfg(test)]
mod tests;
