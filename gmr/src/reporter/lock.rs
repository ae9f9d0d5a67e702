//! Locks that a fork child may have inherited from a thread that it has not.

use crate::error::{Error, Kind};
use crate::lock::{free, soon};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

/// How long a lock may be held before it is taken to be held for ever: its holders only look at
/// what it guards, or start a thread.
const LOCKED: Duration = Duration::from_millis(200);

/// Locks `cell`, unless it stays locked.
pub(super) fn lock<T>(cell: &Mutex<T>) -> Result<MutexGuard<'_, T>, Error> {
    soon(LOCKED, || free(cell.try_lock())).ok_or_else(|| {
        let why = "the set-up is locked by another thread, perhaps for ever: one that a fork \
                   child has not";
        Error::new(Kind::Late(why.to_owned()))
    })
}
