//! Whether a thread would take the signal that asks, and it alone would notice.

use super::super::proc::{CallState, Status, Tasks};
use crate::model::ThreadState;
use crate::sys::snapshot::arch::WAITS_FOR_SIGNALS;

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

/// What `thread` would do with `signal`. If nothing can be read of it, asking tells more.
pub(super) fn readiness(tasks: &Tasks, thread: u64, signal: i32) -> Readiness {
    let Ok(status) = tasks.status(thread) else { return Readiness::Ready };
    if status.has_signal("SigBlk", signal) {
        return Readiness::Blocks;
    }
    // While a thread waits for signals, they count as not blocked.
    if state_of(&status) != Some(ThreadState::Sleeping) {
        return Readiness::Ready;
    }
    match tasks.system_call(thread) {
        Ok(CallState::InCall(call)) if call.number == WAITS_FOR_SIGNALS => Readiness::Waits,
        _ => Readiness::Ready,
    }
}

/// What the thread does.
pub(super) fn state_of(status: &Status) -> Option<ThreadState> {
    let letter = status.field("State")?.chars().next()?;
    Some(ThreadState::from_letter(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_fake_a_mask() {
        let of = |text: &[u8]| Status::new(text);
        let status =
            of(b"Name:\tSigBlk:\\nSigBlk:\nState:\tS (sleeping)\nSigBlk:\t0000000200000000\n");
        let blocks = |signal| status.has_signal("SigBlk", signal);
        assert!(blocks(34) && !blocks(33) && !blocks(35));
        assert!(!blocks(0) && !blocks(65));
        assert_eq!(state_of(&status), Some(ThreadState::Sleeping));
        let running = of(b"Name:\tS\nState:\tR (running)\n");
        assert_ne!(state_of(&running), Some(ThreadState::Sleeping));
    }
}
