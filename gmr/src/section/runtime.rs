//! The tokio runtime that `async` sections find.

use std::sync::{Mutex, TryLockError};
use tokio::runtime::Handle;

static CURRENT: Mutex<Option<Handle>> = Mutex::new(None);

/// The runtime that is entered while a section's future is polled, if one was found.
///
/// The lock is held for a copy only, so who finds it locked comes in the middle of a set-up, or
/// is a fork child without its owner; both go without.
pub(crate) fn current() -> Option<Handle> {
    match CURRENT.try_lock() {
        Ok(current) => current.clone(),
        Err(TryLockError::Poisoned(current)) => current.into_inner().clone(),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// Lets go of the runtime when the set-up ends: its handle keeps its driver open.
pub(crate) fn forget() {
    let forgotten = CURRENT.try_lock().ok().and_then(|mut current| current.take());
    drop(forgotten);
}

/// Takes this runtime, or the one that the caller is in; keeps the one it has if that is none.
pub(crate) fn adopt(handle: Option<Handle>) {
    let Some(handle) = handle.or_else(|| Handle::try_current().ok()) else { return };
    let replaced = match CURRENT.try_lock() {
        Ok(mut current) => current.replace(handle),
        Err(TryLockError::Poisoned(current)) => current.into_inner().replace(handle),
        Err(TryLockError::WouldBlock) => None,
    };
    // Outside the lock: it may be the last handle to its runtime.
    drop(replaced);
}
