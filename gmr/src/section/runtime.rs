//! The tokio runtime that `async` sections find.

use crate::lock::free;
use std::sync::Mutex;
use tokio::runtime::Handle;

static CURRENT: Mutex<Option<Handle>> = Mutex::new(None);

/// The runtime that is entered while a section's future is polled, if one was found.
///
/// The lock is held for a copy only, so who finds it locked comes in the middle of a set-up, or
/// is a fork child without its owner; both go without.
pub(crate) fn current() -> Option<Handle> {
    free(CURRENT.try_lock())?.clone()
}

/// Lets go of the runtime when the set-up ends: its handle keeps its driver open.
pub(crate) fn forget() {
    let forgotten = free(CURRENT.try_lock()).and_then(|mut current| current.take());
    drop(forgotten);
}

/// Takes this runtime, or the one that the caller is in; keeps the one it has if that is none.
pub(crate) fn adopt(handle: Option<Handle>) {
    let Some(handle) = handle.or_else(|| Handle::try_current().ok()) else { return };
    let replaced = free(CURRENT.try_lock()).and_then(|mut current| current.replace(handle));
    // Outside the lock: it may be the last handle to its runtime.
    drop(replaced);
}
