//! Who has a lock, where the lock says.

use super::futex::Futex;
use super::rules::Word;
use crate::sys::snapshot::memory::Memory;
use std::collections::HashSet;

/// The bits of a lock's word that hold a thread's id, where it holds one.
const ID: u32 = 0x3fff_ffff;

/// Where the thing begins in which a thread waits for this word.
pub(super) fn begin(word: Word, futex: &Futex) -> Option<u64> {
    match word {
        Word::Elsewhere | Word::Thread => None,
        Word::At(offset) => futex.address.checked_sub(offset),
        // musl keeps the kind in front of it.
        Word::Mutex if cfg!(target_env = "musl") => futex.address.checked_sub(4),
        Word::Mutex => Some(futex.address),
        Word::RwLock if cfg!(target_env = "musl") => Some(futex.address),
        // glibc has one word for each phase, the third and the fourth, and aligns to eight bytes.
        Word::RwLock if futex.address.is_multiple_of(8) => futex.address.checked_sub(8),
        Word::RwLock => futex.address.checked_sub(12),
    }
}

/// Whether the word is what the C library keeps of a thread: its id, until it has ended.
///
/// No lock is known that holds an id and is shared with other processes, but for those for which
/// the kernel keeps it.
pub(super) fn is_of_thread(futex: &Futex, ids: &HashSet<u64>, memory: &mut Memory) -> bool {
    futex.is_shared
        && !futex.inherits_priority
        && ids.contains(&futex.expected.into())
        && word_at(memory, futex.address) == Some(futex.expected)
}

/// The thread that has what another waits for, or that has to end first.
///
/// What is read may be old by now, and be something else: the caller checks it.
pub(super) fn of(word: Word, futex: &Futex, memory: &mut Memory) -> Option<u64> {
    if futex.inherits_priority {
        return known(word_at(memory, futex.address)? & ID);
    }
    match word {
        Word::Elsewhere | Word::At(_) => None,
        // The word is the thread's id until it has ended.
        Word::Thread => known(futex.expected),
        Word::Mutex => of_mutex(futex, memory),
        Word::RwLock if cfg!(target_env = "gnu") => {
            // `__cur_writer` of a `pthread_rwlock_t`.
            known(word_at(memory, begin(word, futex)?.checked_add(24)?)?)
        }
        Word::RwLock => None,
    }
}

fn of_mutex(futex: &Futex, memory: &mut Memory) -> Option<u64> {
    let lock = word_at(memory, futex.address)?;
    if cfg!(target_env = "musl") {
        // Only the kinds that check need to know their owner: it is in the lock's word.
        let kind = word_at(memory, futex.address.checked_sub(4)?)?;
        return known(if kind & 15 == 0 { 0 } else { lock & ID });
    }
    // `__lock`, `__count`, `__owner` of a `pthread_mutex_t`.
    let owner = word_at(memory, futex.address.checked_add(8)?)?;
    if lock == 0 { None } else { known(owner) }
}

fn word_at(memory: &mut Memory, address: u64) -> Option<u32> {
    memory.read(address).map(u32::from_ne_bytes)
}

fn known(id: u32) -> Option<u64> {
    (id != 0).then_some(id.into())
}

#[cfg(all(test, target_env = "gnu"))]
mod tests {
    use super::*;

    fn futex(address: u64) -> Futex {
        Futex { address, expected: 2, is_shared: false, inherits_priority: false, is_timed: false }
    }

    #[test]
    fn the_owner_is_where_glibc_keeps_it() {
        let mut memory = Memory::default();
        let mut owner = |word: Word, lock: &[u64; 4], offset: u64| {
            of(word, &futex(lock.as_ptr() as u64 + offset), &mut memory)
        };
        assert_eq!(owner(Word::Mutex, &[2, 77, 0, 0], 0), Some(77));
        assert_eq!(owner(Word::Mutex, &[0, 77, 0, 0], 0), None);
        assert_eq!(owner(Word::Mutex, &[2, 0, 0, 0], 0), None);
        assert_eq!(owner(Word::RwLock, &[0, 0, 0, 77], 8), Some(77));
        assert_eq!(owner(Word::RwLock, &[0, 0, 0, 77], 12), Some(77));
        assert_eq!(owner(Word::RwLock, &[0, 0, 0, 0], 12), None);
        assert_eq!(owner(Word::At(0), &[2, 77, 0, 0], 0), None);
        assert_eq!(owner(Word::Thread, &[0; 4], 0), Some(2));
    }

    #[test]
    fn a_lock_for_which_priority_is_inherited_is_its_owner() {
        let word = [0x8000_0000_u32 | 77, 0];
        let futex = Futex { inherits_priority: true, ..futex(word.as_ptr() as u64) };
        assert_eq!(of(Word::At(0), &futex, &mut Memory::default()), Some(77));
    }

    #[test]
    fn an_address_that_is_not_mapped_has_no_owner() {
        let mut memory = Memory::default();
        for address in [0, 8, 4096, u64::MAX - 3, u64::MAX] {
            assert_eq!(of(Word::Mutex, &futex(address), &mut memory), None);
            assert_eq!(of(Word::RwLock, &futex(address), &mut memory), None);
        }
        assert_eq!(begin(Word::RwLock, &futex(8)), Some(0));
        assert_eq!(begin(Word::At(4), &futex(0)), None);
    }
}
