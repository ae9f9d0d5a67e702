//! How many living tasks each place has spawned, as the hooks of a runtime count them.

use std::collections::HashMap;
use std::panic::Location;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, PoisonError, RwLock};

type Place = &'static Location<'static>;

/// A place is never removed: a program has a bounded number.
static PLACES: LazyLock<RwLock<HashMap<Place, AtomicU64>>> = LazyLock::new(RwLock::default);

pub(crate) fn count_spawned(place: Place) {
    if !add(place, 1) {
        let mut places = PLACES.write().unwrap_or_else(PoisonError::into_inner);
        places.entry(place).or_default().fetch_add(1, Ordering::Relaxed);
    }
}

pub(crate) fn count_ended(place: Place) {
    // Less one.
    add(place, u64::MAX);
}

/// Whether the place was known.
fn add(place: Place, number: u64) -> bool {
    let places = PLACES.read().unwrap_or_else(PoisonError::into_inner);
    let count = places.get(place);
    count.is_some_and(|count| {
        count.fetch_add(number, Ordering::Relaxed);
        true
    })
}

/// The places with living tasks, tracked or not.
pub(crate) fn alive_by_place() -> Vec<(Place, u64)> {
    let places = PLACES.read().unwrap_or_else(PoisonError::into_inner);
    let counts = places.iter().map(|(place, count)| (*place, count.load(Ordering::Relaxed)));
    counts.filter(|(_, count)| *count > 0).collect()
}
