//! The children of this process, also those that ended and wait to be reaped.

use crate::capture::proc;
use crate::section::Out;
use rustix::io::Errno;
use rustix::process::{WaitId, WaitIdOptions, waitid};
use std::fs;
use std::io;

/// More of them would fill the report and its time.
const SHOWN: usize = 1000;

/// Writes the children as a list.
pub(super) fn write(out: Out<'_>) {
    match pids() {
        Ok(pids) => list(&pids, out),
        Err(error) => out.note(super::unknown(&error)),
    }
}

/// A child may end and be reaped at any moment, so none is certain to be there.
fn list(pids: &[u64], out: Out<'_>) {
    let mut list = out.list();
    for pid in pids.iter().take(SHOWN) {
        let mut map = list.item().map();
        map.entry("pid").uint(*pid);
        match proc::stat(*pid) {
            Ok(stat) => {
                map.entry("name").str(&stat.name);
                map.entry("state").symbol(stat.state.word());
            }
            Err(_) => map.entry("state").note("gone since it was listed"),
        }
    }
    if let Some(more @ 1..) = pids.len().checked_sub(SHOWN) {
        list.item().note(format!("{more} more"));
    }
}

/// What `waitid` calls `__WALL`: children of every kind, also of `clone`.
const OF_EVERY_KIND: u32 = 0x4000_0000;

/// Whether there is certainly no child; asked once, which is quicker than a list for each thread.
fn has_none() -> bool {
    // Without waiting, and without taking anything from whoever will.
    let look = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let options = look | WaitIdOptions::from_bits_retain(OF_EVERY_KIND);
    waitid(WaitId::All, options).is_err_and(|error| error == Errno::CHILD)
}

fn pids() -> io::Result<Vec<u64>> {
    if cfg!(target_os = "linux") && has_none() {
        return Ok(Vec::new());
    }
    let mut pids = match of_threads()? {
        Some(pids) => pids,
        None => of_all_processes()?,
    };
    pids.sort_unstable();
    pids.dedup();
    Ok(pids)
}

/// The kernel lists the children of each thread; `None` if it was built without these lists.
fn of_threads() -> io::Result<Option<Vec<u64>>> {
    let mut pids = None;
    for thread in proc::thread_ids()? {
        // A thread that ended since has passed its children on to another one.
        let Ok(list) = fs::read_to_string(format!("/proc/self/task/{thread}/children")) else {
            continue;
        };
        let all = pids.get_or_insert_with(Vec::new);
        all.extend(list.split_ascii_whitespace().filter_map(|pid| pid.parse::<u64>().ok()));
    }
    Ok(pids)
}

/// Every process says who its parent is.
fn of_all_processes() -> io::Result<Vec<u64>> {
    let own = u64::from(std::process::id());
    let mut pids = Vec::new();
    for entry in fs::read_dir("/proc")? {
        let Some(pid) = entry?.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // One that cannot be read is not ours, or no more.
        if proc::stat(pid).is_ok_and(|stat| stat.parent == own) {
            pids.push(pid);
        }
    }
    Ok(pids)
}

#[cfg(all(test, target_os = "linux"))]
mod tests;
