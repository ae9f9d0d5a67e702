//! Waits for a word of memory: what every lock comes down to.

use super::time;
use crate::sys::snapshot::memory::Memory;
use rustix::time::ClockId;

/// A thread that waits for a word of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Futex {
    /// Where the word is.
    pub(super) address: u64,
    /// What it was when the thread began to wait.
    pub(super) expected: u32,
    /// Whether other processes may wait for it, too.
    pub(super) is_shared: bool,
    /// Whether the word holds the id of the thread that has the lock.
    pub(super) inherits_priority: bool,
    /// Whether the wait ends by itself.
    pub(super) is_timed: bool,
}

/// Bits beside the operation.
const PRIVATE: u64 = 128;
const REAL_TIME: u64 = 256;

/// The operations that wait, with the kernel's names, whether the time limit is a moment, and
/// whether they are for locks that hold their owner.
const WAITS: &[(u64, &str, bool, bool)] = &[
    (0, "WAIT", false, false),
    (6, "LOCK_PI", true, true),
    (9, "WAIT_BITSET", true, false),
    (11, "WAIT_REQUEUE_PI", true, false),
    (13, "LOCK_PI2", true, true),
];

/// What the arguments of the call say; in words, too.
pub(super) fn decode(arguments: &[u64; 6], memory: &mut Memory) -> Option<(Futex, String)> {
    let [address, operation, expected, limit, ..] = *arguments;
    // The kernel takes 32 bits.
    let (operation, expected) = (operation & 0xffff_ffff, expected as u32);
    let number = operation & !(PRIVATE | REAL_TIME);
    let (_, name, is_moment, inherits_priority) =
        *WAITS.iter().find(|(known, ..)| *known == number)?;
    let private = if operation & PRIVATE != 0 { "_PRIVATE" } else { "" };
    let mut words = format!("{address:#x}, {name}{private}");
    if !inherits_priority {
        words.push_str(&format!(", value {expected}"));
    }
    if let Some(limit) = time::read(memory, limit) {
        // LOCK_PI knows the one clock only, and needs no bit for it.
        let is_real = operation & REAL_TIME != 0 || number == 6;
        let clock = if is_real { ClockId::Realtime } else { ClockId::Monotonic };
        let left = if is_moment { time::until(limit, clock) } else { limit };
        let what = if is_moment { "left" } else { "at the most" };
        words.push_str(&format!(", {} {what}", time::words(left)));
    }
    let is_timed = limit != 0;
    let is_shared = operation & PRIVATE == 0;
    Some((Futex { address, expected, is_shared, inherits_priority, is_timed }, words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(operation: u64, limit: &[i64; 2]) -> Option<String> {
        let limit = if limit[0] < 0 { 0 } else { limit.as_ptr() as u64 };
        let arguments = [0x7f00, operation, 0x1_0000_0002, limit, 0, 0];
        decode(&arguments, &mut Memory::default()).map(|(_, words)| words)
    }

    #[test]
    fn every_wait_has_its_name_and_its_limit() {
        let none = [-1, 0];
        assert_eq!(words(0, &none).unwrap(), "0x7f00, WAIT, value 2");
        assert_eq!(words(128, &[3, 0]).unwrap(), "0x7f00, WAIT_PRIVATE, value 2, 3s at the most");
        assert_eq!(words(137, &[3, 0]).unwrap(), "0x7f00, WAIT_BITSET_PRIVATE, value 2, 0s left");
        assert_eq!(words(134, &none).unwrap(), "0x7f00, LOCK_PI_PRIVATE");
        let far = [i64::MAX / 2, 0];
        assert!(words(256 + 9, &far).unwrap().contains("years"));
        assert!(words(6, &far).unwrap().contains("years"));
    }

    #[test]
    fn what_does_not_wait_is_none() {
        for operation in [1, 129, 5, 7, 99, u64::MAX] {
            assert_eq!(words(operation, &[-1, 0]), None);
        }
    }
}
