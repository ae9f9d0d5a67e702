//! How often a task may have been polled because a report asked.

use super::inquiry::Told;
use super::traces::Found;
use crate::sys::task::Entry;
use std::collections::HashMap;

/// For each task that was asked, in their order: how often it was woken, or another task that it
/// polls itself, whose wake-ups are its own, too.
pub(super) fn wakes(told: &[Told], entries: &[Entry], found: &[Found]) -> Vec<u64> {
    let held = held(told, entries, found);
    let mut wakes: Vec<u64> = told.iter().map(|told| told.wakes.into()).collect();
    // Those that were made later first: mostly, they are polled by the ones before them.
    for (at, one) in told.iter().enumerate().rev() {
        let awaits = one.heard.as_ref().map_or(&[][..], |heard| &heard.awaits);
        let of = |id: &u64| wakes.get(position(told, *id)?).copied();
        let more: u64 = awaits.iter().filter_map(of).sum();
        if let Some(own) = wakes.get_mut(at) {
            *own += more + held.get(&one.id).copied().unwrap_or(0);
        }
    }
    wakes
}

/// How often tasks were woken that are in containers, by the task that has the container: it was
/// seen without them, because they were not polled then, but it made them.
fn held(told: &[Told], entries: &[Entry], found: &[Found]) -> HashMap<u64, u64> {
    let holds = |one: &&Told| {
        let sight = one.heard.as_ref().and_then(|heard| found.get(heard.sight));
        sight.is_some_and(|found| found.is_container)
    };
    let mut held: HashMap<u64, u64> =
        told.iter().filter(holds).map(|holder| (holder.id, 0)).collect();
    if held.is_empty() {
        return held;
    }
    for entry in entries {
        if let Some(wakes) = held.get_mut(&entry.parent)
            && let Some(one) = position(told, entry.id).and_then(|at| told.get(at))
        {
            *wakes += u64::from(one.wakes);
        }
    }
    held
}

fn position(told: &[Told], id: u64) -> Option<usize> {
    told.binary_search_by_key(&id, |told| told.id).ok()
}
