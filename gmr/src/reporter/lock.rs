//! Locks that a fork child may have inherited from a thread that it has not.

use crate::error::{Error, Kind};
use std::sync::{Mutex, MutexGuard, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

/// How long a lock may be held before it is taken to be held for ever: its holders only look at
/// what it guards, or start a thread.
const LOCKED: Duration = Duration::from_millis(200);

/// Locks `cell`, unless it stays locked.
pub(super) fn lock<T>(cell: &Mutex<T>) -> Result<MutexGuard<'_, T>, Error> {
    let begin = Instant::now();
    loop {
        match cell.try_lock() {
            Ok(guard) => return Ok(guard),
            Err(TryLockError::Poisoned(guard)) => return Ok(guard.into_inner()),
            // A lock tells nobody who waits with a limit when it is free.
            Err(TryLockError::WouldBlock) if begin.elapsed() < LOCKED => thread::yield_now(),
            Err(TryLockError::WouldBlock) => {
                let why = "the set-up is locked by another thread, perhaps for ever: one that a \
                           fork child has not";
                return Err(Error::new(Kind::Late(why.to_owned())));
            }
        }
    }
}
