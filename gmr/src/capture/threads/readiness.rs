//! Whether a thread would take the signal that asks, and it alone would notice.

use rustix::fs::{Mode, OFlags};
use std::io;
use std::os::fd::OwnedFd;

/// `rt_sigtimedwait`, which `sigwait` and its like call.
const WAITS_FOR_SIGNALS: &[u8] = b"128 ";

/// What a thread would do with a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readiness {
    /// Run the handler, as far as can be told.
    Ready,
    /// Keep it until it is let through, even as another program.
    Blocks,
    /// Take it for one of those that it waits for.
    Waits,
}

/// Reads what threads do with signals.
pub(super) struct Readings {
    directory: OwnedFd,
    buffer: Box<[u8; 4096]>,
}

impl Readings {
    pub(super) fn open() -> io::Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let directory = rustix::fs::open("/proc/self/task", flags, Mode::empty())?;
        Ok(Readings { directory, buffer: Box::new([0; 4096]) })
    }

    /// Of a thread of which nothing can be read, asking tells more.
    pub(super) fn of(&mut self, thread: u64, signal: i32) -> Readiness {
        let Ok(status) = self.read(thread, "status") else { return Readiness::Ready };
        if blocks(status, signal) {
            return Readiness::Blocks;
        }
        // While a thread waits for signals, they count as not blocked.
        if !is_asleep(status) {
            return Readiness::Ready;
        }
        match self.read(thread, "syscall") {
            Ok(call) if call.starts_with(WAITS_FOR_SIGNALS) => Readiness::Waits,
            _ => Readiness::Ready,
        }
    }

    fn read(&mut self, thread: u64, file: &str) -> io::Result<&[u8]> {
        let path = format!("{thread}/{file}");
        let flags = OFlags::RDONLY | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.directory, path, flags, Mode::empty())?;
        let len = rustix::io::read(&file, self.buffer.as_mut_slice())?;
        Ok(self.buffer.get(..len).unwrap_or_default())
    }
}

/// The value in the line of `status` that begins so. The kernel escapes line feeds in the name.
fn field<'s>(status: &'s [u8], name: &str) -> Option<&'s str> {
    let mut lines = status.split(|byte| *byte == b'\n');
    let value = lines.find_map(|line| line.strip_prefix(name.as_bytes()))?;
    std::str::from_utf8(value).ok().map(str::trim)
}

fn blocks(status: &[u8], signal: i32) -> bool {
    let set = field(status, "SigBlk:").and_then(|set| u64::from_str_radix(set, 16).ok());
    let bit = u32::try_from(signal - 1).ok().and_then(|bit| 1_u64.checked_shl(bit));
    set.zip(bit).is_some_and(|(set, bit)| set & bit != 0)
}

fn is_asleep(status: &[u8]) -> bool {
    field(status, "State:").is_some_and(|state| state.starts_with('S'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_fake_a_mask() {
        let status = b"Name:\tSigBlk:\\nSigBlk:\nState:\tS (sleeping)\nSigBlk:\t0000000200000000\n";
        assert!(blocks(status, 34) && !blocks(status, 33) && !blocks(status, 35));
        assert!(!blocks(status, 0) && !blocks(status, 65));
        assert!(is_asleep(status));
        assert!(!is_asleep(b"Name:\tS\nState:\tR (running)\n"));
    }
}
