//! What is known of a thread: its registers and pieces of its stack.

use super::arch::REGISTERS;

/// Pieces of stack in a copy: a handler's, and those it interrupted.
pub(crate) const PIECES: usize = 4;

/// What kept a copy from being whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flaws(pub(super) u32);

impl Flaws {
    /// The stack pointer lies in no mapping that can be written to.
    pub(super) const NO_REGION: u32 = 1;
    /// The pool was full.
    pub(super) const POOL_FULL: u32 = 2;
    /// The stack is larger than a copy may be.
    pub(super) const TOO_LARGE: u32 = 4;
    /// Not everything could be read.
    pub(super) const UNREADABLE: u32 = 8;

    /// The flaw in words, if there is one.
    pub(crate) fn reason(self) -> Option<&'static str> {
        let reasons = [
            (Self::NO_REGION, "its stack pointer lies in no writable mapping"),
            (Self::POOL_FULL, "there was no memory left for its copy"),
            // Before the next: what was met is nearer than where the copy would have ended.
            (Self::UNREADABLE, "a part of its stack could not be read"),
            (Self::TOO_LARGE, "its stack is larger than what is copied"),
        ];
        reasons.iter().find(|(bit, _)| self.0 & bit != 0).map(|(_, reason)| *reason)
    }
}

/// A run of a stack.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CopiedPiece<'r> {
    /// Where it was.
    pub(crate) address: u64,
    /// What was there.
    pub(crate) bytes: &'r [u8],
}

/// A thread's registers and stack at one moment.
#[derive(Debug)]
pub(crate) struct StackCopy<'r> {
    /// By their number in unwind tables.
    pub(crate) registers: [u64; REGISTERS],
    /// Which of them are known, a bit each.
    pub(crate) known: u64,
    /// What is missing.
    pub(crate) flaws: Flaws,
    pieces: [CopiedPiece<'r>; PIECES],
}

impl<'r> StackCopy<'r> {
    /// A copy of these pieces; those that are not used are empty.
    pub(crate) fn new(
        registers: [u64; REGISTERS],
        known: u64,
        flaws: Flaws,
        pieces: [CopiedPiece<'r>; PIECES],
    ) -> Self {
        StackCopy { registers, known, flaws, pieces }
    }

    /// The eight bytes that were at `address`.
    pub(crate) fn word(&self, address: u64) -> Option<u64> {
        self.pieces.iter().find_map(|piece| {
            let offset = usize::try_from(address.checked_sub(piece.address)?).ok()?;
            let bytes = piece.bytes.get(offset..offset.checked_add(8)?)?;
            Some(u64::from_ne_bytes(bytes.try_into().ok()?))
        })
    }
}
