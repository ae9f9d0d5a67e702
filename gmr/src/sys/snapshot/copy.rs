//! What is known of a thread: its registers and pieces of its stack.

use super::arch::{ALL_REGISTERS, PROGRAM_COUNTER, REGISTERS, STACK_POINTER};

/// Pieces of stack in a copy: a handler's, and those it interrupted.
pub(crate) const PIECES: usize = 4;

/// What kept a copy from being whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Flaws(pub(super) u32);

impl Flaws {
    /// Everything was copied.
    pub(crate) fn none() -> Self {
        Flaws(0)
    }

    /// More was asked for than is copied.
    pub(crate) fn too_large() -> Self {
        Flaws(Self::TOO_LARGE)
    }

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

impl CopiedPiece<'_> {
    /// The eight bytes that were at `address`.
    pub(crate) fn word(&self, address: u64) -> Option<u64> {
        let offset = usize::try_from(address.checked_sub(self.address)?).ok()?;
        let bytes = self.bytes.get(offset..offset.checked_add(8)?)?;
        Some(u64::from_ne_bytes(bytes.try_into().ok()?))
    }
}

/// Copies of a stack that are made when somebody asks for a word of them.
pub(crate) trait OnDemand: std::fmt::Debug {
    /// The eight bytes that are at `address`, if that may be on a stack.
    fn word(&self, address: u64) -> Option<u64>;

    /// What could not be copied so far.
    fn flaws(&self) -> Flaws;
}

/// A thread's registers and stack at one moment.
#[derive(Debug)]
pub(crate) struct StackCopy<'r> {
    /// By their number in unwind tables.
    pub(crate) registers: [u64; REGISTERS],
    /// Which of them are known, a bit each.
    pub(crate) known: u64,
    flaws: Flaws,
    pieces: [CopiedPiece<'r>; PIECES],
    on_demand: Option<&'r dyn OnDemand>,
}

impl<'r> StackCopy<'r> {
    /// A copy of these pieces; those that are not used are empty.
    pub(crate) fn new(
        registers: [u64; REGISTERS],
        known: u64,
        flaws: Flaws,
        pieces: [CopiedPiece<'r>; PIECES],
    ) -> Self {
        StackCopy { registers, known, flaws, pieces, on_demand: None }
    }

    /// A thread that sleeps: of its registers, only these two can be read.
    pub(crate) fn of_sleeper(pc: u64, sp: u64, stack: &'r dyn OnDemand) -> Self {
        let mut registers = [0; REGISTERS];
        registers[PROGRAM_COUNTER] = pc;
        registers[STACK_POINTER] = sp;
        StackCopy {
            registers,
            known: 1 << PROGRAM_COUNTER | 1 << STACK_POINTER,
            flaws: Flaws::none(),
            pieces: [CopiedPiece::default(); PIECES],
            on_demand: Some(stack),
        }
    }

    /// Whether the thread told all of its registers.
    pub(crate) fn has_all_registers(&self) -> bool {
        self.known == ALL_REGISTERS
    }

    /// What is missing.
    pub(crate) fn flaws(&self) -> Flaws {
        self.on_demand.map_or(self.flaws, OnDemand::flaws)
    }

    /// The eight bytes that were at `address`.
    pub(crate) fn word(&self, address: u64) -> Option<u64> {
        match self.on_demand {
            Some(stack) => stack.word(address),
            None => self.pieces.iter().find_map(|piece| piece.word(address)),
        }
    }

    /// Whether the word at `address` is not in the first piece because that ends too early.
    pub(crate) fn ends_before(&self, address: u64) -> bool {
        let [piece, ..] = self.pieces;
        let end = piece.address.saturating_add(piece.bytes.len() as u64);
        address.saturating_add(8) > end && self.on_demand.is_none()
    }
}
