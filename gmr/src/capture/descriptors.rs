//! The descriptors of the process: how many of which kind, and what the first of them are.
//!
//! Nothing is read from one, and no file is asked for its state: that can hang with the server
//! that a file is on.

mod link;
#[cfg(gmr_capture)]
pub(super) mod words;

#[cfg(gmr_capture)]
pub(super) use link::words as of_link;

use link::{is_deleted, kind_of};
use rustix::fs::{Dir, Mode, OFlags};
use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::time::Instant;

/// Most kinds have names of the kernel's modules; more of them are counted together.
const KINDS: usize = 64;
/// The kernel lets a process have more, but nobody would wait for them.
const MOST: usize = 1_000_000;
/// How many are looked at before the clock is.
const STRIDE: usize = 64;

/// All descriptors.
#[derive(Debug, Default)]
pub(crate) struct Descriptors {
    /// How many there are.
    pub(crate) count: usize,
    /// How many were looked at; fewer, if time was over.
    pub(crate) seen: usize,
    /// How many of each kind.
    pub(crate) kinds: BTreeMap<String, u64>,
    /// How many TCP sockets in each state.
    pub(crate) states: BTreeMap<&'static str, u64>,
    /// How many files have no name any more; their space on the disk is free when they are closed.
    pub(crate) deleted: u64,
    /// The first of them, with what they are.
    pub(crate) first: Vec<(i32, String)>,
}

/// How many there are.
pub(crate) fn count() -> io::Result<usize> {
    numbers().map(|numbers| numbers.len())
}

/// Looks at the descriptors until the deadline; tells of the first `listed` what they are.
pub(crate) fn descriptors(listed: usize, deadline: Option<Instant>) -> io::Result<Descriptors> {
    let numbers = numbers()?;
    let list = open()?;
    let mut all = Descriptors { count: numbers.len(), ..Descriptors::default() };
    for number in numbers {
        let is_time = all.seen.is_multiple_of(STRIDE);
        if is_time && deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            break;
        }
        all.seen += 1;
        // One that was closed meanwhile is none.
        let Ok(link) = rustix::fs::readlinkat(&list, number.to_string(), Vec::new()) else {
            continue;
        };
        all.note(number, &String::from_utf8_lossy(link.as_bytes()), listed);
    }
    Ok(all)
}

/// The list of the calling thread, because only what is in that can be asked by its number.
fn open() -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let of = |path: &str| rustix::fs::open(path, flags, Mode::empty());
    Ok(of("/proc/thread-self/fd").or_else(|_| of("/proc/self/fd"))?)
}

/// The numbers in their order, but for that of the list itself.
fn numbers() -> io::Result<Vec<i32>> {
    let list = open()?;
    let own = list.as_raw_fd();
    let mut numbers = Vec::new();
    for entry in Dir::new(list)?.take(MOST) {
        let number = entry?.file_name().to_str().ok().and_then(|name| name.parse::<i32>().ok());
        numbers.extend(number.filter(|number| *number != own));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

impl Descriptors {
    fn note(&mut self, number: i32, link: &str, listed: usize) {
        let is_listed = self.first.len() < listed;
        let kind = if link.starts_with("socket:") {
            self.note_socket(number, is_listed)
        } else {
            self.deleted += u64::from(is_deleted(link));
            if is_listed {
                self.first.push((number, link::words(link)));
            }
            kind_of(link)
        };
        let is_known = self.kinds.len() < KINDS || self.kinds.contains_key(kind);
        *self.kinds.entry(if is_known { kind } else { "other" }.to_owned()).or_default() += 1;
    }

    /// Counts a socket and returns its kind.
    #[cfg(gmr_capture)]
    fn note_socket(&mut self, number: i32, is_listed: bool) -> &'static str {
        let kind = crate::sys::socket_type(number).map_or("socket", words::kind_of);
        let state = (kind == "tcp").then(|| crate::sys::tcp_state(number)).flatten();
        let state = state.map(words::of_state);
        if let Some(state) = state {
            *self.states.entry(state).or_default() += 1;
        }
        if is_listed {
            let words = crate::sys::socket(number).map(|socket| words::of_both_ends(&socket));
            let words = words.unwrap_or_else(|| "a socket".to_owned());
            let state = state.map(|state| format!(", {state}")).unwrap_or_default();
            self.first.push((number, words + &state));
        }
        kind
    }

    #[cfg(not(gmr_capture))]
    fn note_socket(&mut self, number: i32, is_listed: bool) -> &'static str {
        if is_listed {
            self.first.push((number, "a socket".to_owned()));
        }
        "socket"
    }
}

#[cfg(all(test, any(target_os = "linux", target_os = "android")))]
mod tests;
