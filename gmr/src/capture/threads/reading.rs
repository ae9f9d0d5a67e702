//! The program's debug information, which another thread reads while stacks are taken.
//!
//! To read of what units it consists takes as long as to capture hundreds of threads, and to read
//! one unit as long as to capture dozens. Only those are read in which a thread stands.

use super::address::AddressMap;
use super::ahead::Ahead;
use super::modules::Module;
use super::symbolize::{Opened, opened};
use super::unwind::Place;
use std::mem;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What is being read.
pub(super) struct Reading {
    opened: Ahead<Opened>,
    teller: Teller,
    /// Where the program is in memory.
    program: Range<u64>,
    told: AddressMap<()>,
}

/// Who puts addresses on the desk; there will be no more when it is dropped.
struct Teller(Arc<Desk>);

/// Addresses that nobody has looked up yet.
///
/// It is no channel of std: who waits for one may have to wait for the loader's lock.
#[derive(Default)]
struct Desk {
    queue: Mutex<Queue>,
    has_changed: Condvar,
}

#[derive(Default)]
struct Queue {
    addresses: Vec<u64>,
    /// Whether no more will come.
    is_complete: bool,
}

impl Reading {
    /// Begins on another thread, if one is to be had.
    pub(super) fn begin(program: Module, with_libraries: bool) -> Option<Self> {
        let range = program.object.range.clone();
        let addresses = Arc::<Desk>::default();
        let teller = Teller(Arc::clone(&addresses));
        let opened = Ahead::begin("gmr-symbols", move || {
            let opened = opened(vec![program.clone()], with_libraries);
            for address in addresses.all() {
                for (_, files) in &opened {
                    files.look_up(program.in_file(address));
                }
            }
            opened
        })?;
        Some(Reading { opened, teller, program: range, told: AddressMap::default() })
    }

    /// Says that a thread stands there.
    pub(super) fn tell(&mut self, places: &[Place]) {
        let addresses = places.iter().map(|place| place.lookup_address());
        let is_new = |address: &u64| {
            self.program.contains(address) && self.told.insert(*address, ()).is_none()
        };
        let new: Vec<u64> = addresses.filter(is_new).collect();
        if !new.is_empty() {
            self.teller.0.change(|queue| queue.addresses.extend(new));
        }
    }

    /// What was read, when that is all; nothing if that is not so by `deadline`.
    pub(super) fn finish(self, deadline: Instant) -> Opened {
        drop(self.teller);
        self.opened.take(deadline).unwrap_or_default()
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.0.change(|queue| queue.is_complete = true);
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Queue)) {
        change(&mut self.lock());
        self.has_changed.notify_one();
    }

    /// All addresses, each when it comes.
    fn all(&self) -> impl Iterator<Item = u64> {
        std::iter::repeat_with(|| self.some()).take_while(|some| !some.is_empty()).flatten()
    }

    /// Those that nobody has taken; none when there will be no more.
    fn some(&self) -> Vec<u64> {
        let is_early = |queue: &mut Queue| queue.addresses.is_empty() && !queue.is_complete;
        let queue = self.has_changed.wait_while(self.lock(), is_early);
        mem::take(&mut queue.unwrap_or_else(PoisonError::into_inner).addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::threads::modules::Modules;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn all_that_is_told_comes_until_nobody_tells_any_more() {
        let desk = Arc::<Desk>::default();
        let teller = Teller(Arc::clone(&desk));
        let reader = thread::spawn(move || desk.all().collect::<Vec<_>>());
        for address in 0..1000 {
            teller.0.change(|queue| queue.addresses.push(address));
        }
        drop(teller);
        assert_eq!(reader.join().expect("it only collects"), (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn the_file_of_the_program_is_read_by_another_thread() {
        let mut modules = Modules::default();
        modules.refresh();
        let program = modules.program().cloned().expect("a test is a program");
        let (id, start) = (program.id, program.object.range.start);
        let mut reading = Reading::begin(program, false).expect("a thread");
        reading.tell(&[0, start, start].map(|address| Place { address, is_exact: true }));
        assert_eq!(reading.told.keys().collect::<Vec<_>>(), [&start]);
        // Once the other thread has begun.
        while !reading.teller.0.lock().addresses.is_empty() {
            thread::yield_now();
        }
        let opened = reading.finish(Instant::now() + Duration::from_secs(60));
        let [(module, files)] = &opened[..] else { panic!("one file") };
        assert_eq!(*module, id);
        assert!(files.debug_len() > 0);
    }
}
