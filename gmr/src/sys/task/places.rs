//! The living tasks of watched runtimes by the places that spawned them, and which are tracked.
//!
//! A tracked task does not know the place of its spawn, which may stand on another line than its
//! `.traced()`. So it is marked by tokio's number for it when it is first polled.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::Location;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use tokio::task::Id;

type Place = &'static Location<'static>;

struct Living {
    place: Place,
    is_tracked: bool,
}

/// So that threads which spawn at once seldom meet.
const SHARDS: usize = 16;

static LIVING: LazyLock<[Mutex<HashMap<Id, Living>>; SHARDS]> = LazyLock::new(Default::default);

/// A hook tells of a task that begins.
pub(crate) fn add(id: Id, place: Place) {
    shard(id).insert(id, Living { place, is_tracked: false });
}

/// A hook tells of a task that ends.
pub(crate) fn remove(id: Id) {
    shard(id).remove(&id);
}

/// The task that this thread polls is tracked.
#[cold]
pub(super) fn note_tracked() {
    let Some(id) = tokio::task::try_id() else { return };
    if let Some(living) = shard(id).get_mut(&id) {
        living.is_tracked = true;
    }
}

/// How many living tasks each place has spawned that are not known to be tracked.
pub(crate) fn untracked_by_place() -> HashMap<Place, u64> {
    let mut places = HashMap::new();
    for shard in &*LIVING {
        let living = lock(shard);
        for living in living.values().filter(|living| !living.is_tracked) {
            *places.entry(living.place).or_default() += 1;
        }
    }
    places
}

fn shard(id: Id) -> MutexGuard<'static, HashMap<Id, Living>> {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    // The remainder fits.
    lock(&LIVING[hasher.finish() as usize % SHARDS])
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
