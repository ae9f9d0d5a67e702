//! What a task answers: each place where somebody began to wait for it, with a copy of the stack.

use super::stack::REGISTERS;
#[cfg(gmr_capture)]
use crate::sys::snapshot::{CopiedPiece, Flaws, StackCopy};
use std::ops::Range;

/// More places than these in one round are counted only.
const MOST: usize = 256;
/// So much of stacks is copied in one round. Only what is written takes memory.
const ROOM: usize = 1 << 19;
/// A poll that sees several places is repeated once.
const ROUNDS: usize = 2;

/// Why a place is on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A leaf took the task's waker.
    Waits,
    /// The task woke itself, to be polled again soon.
    WokeItself,
    /// Another task, with this id, is polled there.
    Task(u64),
}

/// Why there is no stack with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The poll went on on another stack, or on a very deep one.
    Elsewhere,
    /// Not everything could be read.
    Unreadable,
    /// The stacks of this poll are too many.
    NoRoom,
    /// Stacks are not copied on this machine.
    #[cfg_attr(all(gmr_capture, not(miri)), expect(dead_code, reason = "they are here"))]
    Unsupported,
}

/// A place.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) kind: Kind,
    /// By their number in unwind tables.
    pub(crate) registers: [u64; REGISTERS],
    /// Which of them are known, a bit each.
    pub(crate) known: u64,
    /// Where the stack begins.
    pub(super) address: u64,
    /// Its copy, in the bytes of the answer.
    pub(crate) stack: Range<usize>,
    pub(crate) flaw: Option<Flaw>,
}

/// What a poll took down so far. The memory is there before the poll begins.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) records: Vec<Record>,
    pub(super) bytes: Vec<u8>,
    overflow: u32,
    /// Where the last round begins, and its bytes.
    round: usize,
    round_bytes: usize,
    rounds: usize,
}

impl Notes {
    /// Forgets what was taken down, and makes room.
    pub(super) fn begin(&mut self) {
        self.records.clear();
        self.bytes.clear();
        self.records.reserve(ROUNDS * MOST);
        self.bytes.reserve(ROUNDS * ROOM);
        (self.overflow, self.rounds) = (0, 0);
    }

    /// A round begins; there has been none, or one.
    pub(super) fn begin_round(&mut self) {
        (self.round, self.round_bytes) = (self.records.len(), self.bytes.len());
        self.overflow = 0;
        self.rounds += 1;
    }

    /// How many places the round saw, of those that are kept.
    pub(super) fn round_len(&self) -> usize {
        self.records.len() - self.round
    }

    pub(super) fn rounds(&self) -> usize {
        self.rounds
    }

    /// Whether there is room for another place; if not, it is counted.
    pub(super) fn has_room(&mut self) -> bool {
        let has_room = self.round_len() < MOST && self.rounds <= ROUNDS;
        self.overflow += u32::from(!has_room);
        has_room
    }

    /// How many bytes of stacks the round may still copy.
    pub(super) fn room(&self) -> usize {
        let left = ROOM.saturating_sub(self.bytes.len() - self.round_bytes);
        left.min(self.bytes.capacity() - self.bytes.len())
    }

    /// As an answer, which takes no more memory than it needs.
    pub(super) fn answer(&self, generation: u32) -> Box<Answer> {
        Box::new(Answer {
            generation,
            records: self.records.clone(),
            bytes: self.bytes.clone(),
            overflow: self.overflow,
            round: self.round,
            rounds: self.rounds,
        })
    }
}

/// What a task answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(super) generation: u32,
    records: Vec<Record>,
    bytes: Vec<u8>,
    overflow: u32,
    round: usize,
    rounds: usize,
}

impl Answer {
    /// How often it was polled for it: twice if the first poll saw several places, which may be
    /// places that it has passed.
    pub(crate) fn rounds(&self) -> usize {
        self.rounds
    }

    /// Places of the last round beyond those that are listed.
    pub(crate) fn overflow(&self) -> u32 {
        self.overflow
    }

    /// The places that a round saw, in their order; without stacks.
    pub(crate) fn places(&self, round: usize) -> impl Iterator<Item = &Record> {
        let (first, last) = self.records.split_at(self.round);
        let places = match (round, self.rounds) {
            (0, 2) => first,
            (0, 1) | (1, 2) => last,
            _ => &[],
        };
        places.iter()
    }

    /// The places that a round saw, each with its stack up to the frame of the task's own poll.
    #[cfg(gmr_capture)]
    pub(crate) fn records(&self, round: usize) -> impl Iterator<Item = (&Record, StackCopy<'_>)> {
        self.places(round).map(|record| {
            let bytes = self.bytes.get(record.stack.clone()).unwrap_or_default();
            let mut pieces = [CopiedPiece::default(); _];
            pieces[0] = CopiedPiece { address: record.address, bytes };
            (record, StackCopy::new(record.registers, record.known, Flaws::none(), pieces))
        })
    }
}
