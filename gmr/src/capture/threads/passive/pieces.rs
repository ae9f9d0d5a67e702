//! The stack of a sleeping thread, copied piece by piece as the walk asks for it.

use crate::capture::threads::regions;
use crate::sys::snapshot::arch::RED_ZONE;
use crate::sys::snapshot::memory::Memory;
use crate::sys::snapshot::{CopiedPiece, Flaws, OnDemand, Region};
use std::cell::{OnceCell, RefCell};

const PAGE: u64 = 4096;
/// The first piece for which the list of mappings had to be read; each further one is as long as
/// all before it.
const SECOND_PIECE: usize = 8 * 1024;
const LARGEST_PIECE: usize = 1024 * 1024;
/// The most of one thread, as much as a thread copies of itself.
const MOST: usize = 64 * 1024 * 1024;
/// A walk visits a stack, the alternate one, and a few coroutines.
const MOST_PIECES: usize = 256;
/// What the buffer keeps between threads.
const KEPT: usize = 256 * 1024;

/// Copies of parts of one thread's stack, in a buffer that all threads use in turn.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// Read when a piece needs it: most stacks do without.
    regions: OnceCell<Vec<Region>>,
    copies: RefCell<Copies>,
}

#[derive(Debug, Default)]
struct Copies {
    memory: Memory,
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
    is_too_large: bool,
}

#[derive(Debug, Clone, Copy)]
struct Piece {
    address: u64,
    begin: usize,
    end: usize,
}

impl Pieces {
    /// Drops what was copied, and copies what is certainly stack: to the end of the page on which
    /// the stack pointer is. What lies behind may be anything, even memory that is not answered
    /// for.
    pub(super) fn begin(&mut self, sp: u64) {
        let copies = self.copies.get_mut();
        copies.bytes.clear();
        copies.bytes.shrink_to(KEPT);
        copies.pieces.clear();
        copies.is_too_large = false;
        let page = sp & !(PAGE - 1);
        let start = (sp.saturating_sub(RED_ZONE) & !7).max(page);
        copies.add(start, page.saturating_add(PAGE));
    }

    /// Covers an address, if it lies where stacks may be.
    fn cover(&self, address: u64) -> Option<()> {
        let regions = self.regions.get_or_init(|| regions::read().unwrap_or_default());
        let region = regions::containing(regions, address)?;
        let mut copies = self.copies.borrow_mut();
        if copies.bytes.len() >= MOST || copies.pieces.len() >= MOST_PIECES {
            copies.is_too_large = true;
            return None;
        }
        let page = address & !(PAGE - 1);
        let len = copies.bytes.len().clamp(SECOND_PIECE, LARGEST_PIECE) as u64;
        let end = page.saturating_add(len).min(region.end);
        // Where a piece below ends, the next begins, unless something lies between.
        let ends = copies.pieces.iter().map(Piece::end_address);
        let near = ends.filter(|end| *end < page && page - *end < LARGEST_PIECE as u64).max();
        let near = near.unwrap_or(page).max(region.start.min(page));
        copies.add(near, end);
        if near < page && copies.word(address).is_none() {
            copies.add(page, end);
        }
        Some(())
    }
}

impl Copies {
    fn add(&mut self, start: u64, end: u64) {
        let begin = self.bytes.len();
        let len = usize::try_from(end.saturating_sub(start)).unwrap_or(0);
        self.bytes.resize(begin + len, 0);
        let to = self.bytes.get_mut(begin..).unwrap_or_default();
        let read = self.memory.copy(start, to);
        self.bytes.truncate(begin + read);
        self.pieces.push(Piece { address: start, begin, end: begin + read });
    }

    fn word(&self, address: u64) -> Option<u64> {
        let in_piece = |piece: &Piece| {
            let bytes = self.bytes.get(piece.begin..piece.end)?;
            CopiedPiece { address: piece.address, bytes }.word(address)
        };
        self.pieces.iter().rev().find_map(in_piece)
    }
}

impl Piece {
    fn end_address(&self) -> u64 {
        self.address.wrapping_add((self.end - self.begin) as u64)
    }
}

impl OnDemand for Pieces {
    fn word(&self, address: u64) -> Option<u64> {
        let known = self.copies.borrow().word(address);
        known.or_else(|| {
            self.cover(address)?;
            self.copies.borrow().word(address)
        })
    }

    fn flaws(&self) -> Flaws {
        if self.copies.borrow().is_too_large { Flaws::too_large() } else { Flaws::none() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_is_copied_in_few_pieces_that_grow() {
        let words: Vec<u64> = (0..100_000).collect();
        let start = words.as_ptr() as u64;
        let mut pieces = Pieces::default();
        pieces.begin(start);
        for (index, word) in words.iter().enumerate() {
            assert_eq!(pieces.word(start + index as u64 * 8), Some(*word));
        }
        assert!(pieces.copies.get_mut().pieces.len() < 12);
        // The next stack begins anew.
        pieces.begin(start);
        assert_eq!(pieces.copies.get_mut().pieces.len(), 1);
        assert_eq!(pieces.word(start), Some(0));
    }

    #[test]
    fn what_cannot_be_a_stack_is_not_copied() {
        static CONSTANT: u64 = 7;
        let mut pieces = Pieces::default();
        pieces.begin((&raw const pieces) as u64);
        assert_eq!(pieces.word((&raw const CONSTANT) as u64), None);
        assert_eq!(pieces.word(0x10), None);
        assert_eq!(pieces.word(u64::MAX - 6), None);
        assert!(pieces.flaws().reason().is_none());
    }
}
