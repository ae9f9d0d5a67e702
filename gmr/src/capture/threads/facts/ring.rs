//! Threads that wait for each other.

use super::futex::Futex;
use super::owner;
use super::rules::Word;
use crate::capture::proc::{Call, CallState, Tasks};
use crate::model::{Deadlock, Switches};
use crate::sys::snapshot::memory::Memory;
use std::collections::HashMap;

/// A thread that waits for another, and cannot go on before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// The thread that waits.
    pub(super) thread: u64,
    /// The thread for which it does.
    pub(super) owner: u64,
    /// Where what it waits for is.
    pub(super) on: Option<u64>,
    /// How it waits.
    pub(super) call: Call,
    pub(super) futex: Futex,
    pub(super) word: Word,
}

/// The rings among these links that are true at one moment.
///
/// A thread that waits with a time limit is in none, because that ring breaks by itself.
pub(super) fn find(links: &[Link], tasks: &Tasks, memory: &mut Memory) -> Vec<Deadlock> {
    let by_thread: HashMap<u64, &Link> =
        links.iter().filter(|link| !link.futex.is_timed).map(|link| (link.thread, link)).collect();
    let mut rings = rings(&by_thread);
    rings.retain(|ring| is_true(ring, tasks, memory));
    let deadlock = |ring: Vec<&Link>| Deadlock {
        ring: ring.into_iter().map(|link| (link.thread, link.on)).collect(),
    };
    rings.into_iter().map(deadlock).collect()
}

/// Each ring once, from its lowest thread on, in the order of these.
fn rings<'l>(by_thread: &HashMap<u64, &'l Link>) -> Vec<Vec<&'l Link>> {
    let mut starts: Vec<u64> = by_thread.keys().copied().collect();
    starts.sort_unstable();
    let mut rings = Vec::new();
    // In which walk a thread was met; every thread has one link at the most.
    let mut met: HashMap<u64, u64> = HashMap::new();
    for start in starts {
        let mut at = start;
        while let Some(link) = by_thread.get(&at) {
            match met.get(&at) {
                None => met.insert(at, start),
                Some(walk) if *walk != start => break,
                Some(_) => {
                    rings.push(ring_through(at, by_thread));
                    break;
                }
            };
            at = link.owner;
        }
    }
    rings
}

fn ring_through<'l>(thread: u64, by_thread: &HashMap<u64, &'l Link>) -> Vec<&'l Link> {
    let mut ring: Vec<&Link> = Vec::new();
    let mut at = thread;
    while let Some(link) = by_thread.get(&at) {
        ring.push(link);
        at = link.owner;
        if at == thread {
            break;
        }
    }
    let lowest = ring.iter().enumerate().min_by_key(|(_, link)| link.thread);
    let lowest = lowest.map_or(0, |(index, _)| index);
    ring.rotate_left(lowest);
    ring
}

/// Whether all the links hold at one moment.
///
/// Each thread was found asleep in the same call before and after all the owners were read, and
/// has not left the processor in between: so it slept all the time, and what it has, it had when
/// the others' owners were read.
fn is_true(ring: &[&Link], tasks: &Tasks, memory: &mut Memory) -> bool {
    let asleep = |link: &Link| -> Option<Switches> {
        let switches = tasks.switches(link.thread)?;
        let call = tasks.system_call(link.thread).ok()?;
        (call == CallState::InCall(link.call)).then_some(switches)
    };
    let Some(before) = ring.iter().map(|link| asleep(link)).collect::<Option<Vec<_>>>() else {
        return false;
    };
    let owners_are_the_same = ring.iter().all(|link| {
        owner::of(link.word, &link.futex, memory).is_some_and(|owner| owner == link.owner)
    });
    let after = || ring.iter().map(|link| asleep(link)).collect::<Option<Vec<_>>>();
    owners_are_the_same && after().is_some_and(|after| after == before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(thread: u64, owner: u64) -> Link {
        let call = Call { number: 202, arguments: [0; 6], sp: 0, pc: 0 };
        let futex = Futex {
            address: 0,
            expected: 0,
            is_shared: false,
            inherits_priority: false,
            is_timed: false,
        };
        Link { thread, owner, on: None, call, futex, word: Word::Mutex }
    }

    fn rings_of(links: &[(u64, u64)]) -> Vec<Vec<u64>> {
        let links: Vec<Link> = links.iter().map(|(thread, owner)| link(*thread, *owner)).collect();
        let by_thread = links.iter().map(|link| (link.thread, link)).collect();
        let threads = |ring: Vec<&Link>| ring.into_iter().map(|link| link.thread).collect();
        rings(&by_thread).into_iter().map(threads).collect()
    }

    #[test]
    fn each_ring_is_found_once_and_from_its_lowest_thread_on() {
        assert_eq!(rings_of(&[(5, 3), (3, 9), (9, 5)]), [[3, 9, 5]]);
        assert_eq!(rings_of(&[(1, 2), (2, 1), (7, 8), (8, 7)]), [[1, 2], [7, 8]]);
        assert_eq!(rings_of(&[(4, 4)]), [[4]]);
        // Others that wait for the ring are not of it.
        assert_eq!(rings_of(&[(1, 5), (2, 1), (5, 6), (6, 5)]), [[5, 6]]);
    }

    #[test]
    fn a_chain_is_no_ring() {
        assert!(rings_of(&[(1, 2), (2, 3), (3, 4)]).is_empty());
        assert!(rings_of(&[]).is_empty());
    }
}
