//! Hands one value at a time from a thread to another.
//!
//! The channels of std would do, but for one thing: who waits at one for the first time registers
//! a destructor for its thread-local storage, and that waits for the loader's lock, which another
//! thread may have for ever: one that is in the constructor of a library. Neither the mutex nor
//! the condition variable has such storage.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// Both ends of a new handover.
pub(crate) fn handover<T>() -> (Giver<T>, Taker<T>) {
    let place = Arc::new(Place::default());
    (Giver(Arc::clone(&place)), Taker(place))
}

/// The end that gives.
pub(crate) struct Giver<T>(Arc<Place<T>>);

/// The end that takes.
pub(crate) struct Taker<T>(Arc<Place<T>>);

/// Why there is nothing to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// Nothing was given in time.
    Yet,
    /// The end that gives is gone.
    Ever,
}

struct Place<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    value: Option<T>,
    /// Whether one of the ends is gone.
    is_lonely: bool,
}

impl<T> Default for Place<T> {
    fn default() -> Self {
        let state = Mutex::new(State { value: None, is_lonely: false });
        Place { state, changed: Condvar::new() }
    }
}

impl<T> Place<T> {
    /// Nothing of the program runs while it is locked, so that nothing can panic.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self) {
        self.lock().is_lonely = true;
        self.changed.notify_all();
    }
}

impl<T> Giver<T> {
    /// Hands a value over; gives it back if nobody can take it, or has not taken the last one.
    pub(crate) fn give(&self, value: T) -> Result<(), T> {
        let mut state = self.0.lock();
        if state.is_lonely || state.value.is_some() {
            return Err(value);
        }
        state.value = Some(value);
        drop(state);
        self.0.changed.notify_all();
        Ok(())
    }
}

impl<T> Taker<T> {
    /// What was given.
    pub(crate) fn try_take(&self) -> Result<T, Nothing> {
        take(&mut self.0.lock())
    }

    /// What is given; waits for it, at the most until `until` if that is said.
    pub(crate) fn take(&self, until: Option<Instant>) -> Result<T, Nothing> {
        let mut state = self.0.lock();
        loop {
            match take(&mut state) {
                Err(Nothing::Yet) => {}
                taken => return taken,
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            state = match left {
                Some(left) if left.is_zero() => return Err(Nothing::Yet),
                Some(left) => {
                    let waited = self.0.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.0.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

fn take<T>(state: &mut State<T>) -> Result<T, Nothing> {
    let none = if state.is_lonely { Nothing::Ever } else { Nothing::Yet };
    state.value.take().ok_or(none)
}

impl<T> fmt::Debug for Giver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Giver").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Taker<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Taker").finish_non_exhaustive()
    }
}

impl<T> Drop for Giver<T> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

impl<T> Drop for Taker<T> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    const SOON: Duration = Duration::from_secs(20);

    #[test]
    fn what_is_given_is_taken_once() {
        let (giver, taker) = handover();
        assert_eq!(taker.try_take(), Err(Nothing::Yet));
        assert_eq!(taker.take(Some(Instant::now())), Err(Nothing::Yet));
        assert_eq!((giver.give(1), giver.give(2)), (Ok(()), Err(2)));
        assert_eq!((taker.take(None), taker.try_take()), (Ok(1), Err(Nothing::Yet)));
    }

    #[test]
    fn who_waits_gets_what_another_thread_gives_and_learns_that_it_is_gone() {
        let (giver, taker) = handover();
        let giving = thread::spawn(move || giver.give(1));
        assert_eq!(taker.take(Some(Instant::now() + SOON)), Ok(1));
        assert_eq!(giving.join().ok(), Some(Ok(())));
        assert_eq!(taker.take(None), Err(Nothing::Ever));
    }

    #[test]
    fn what_was_given_before_the_end_is_taken_and_nothing_is_given_to_nobody() {
        let (giver, taker) = handover();
        assert_eq!(giver.give(1), Ok(()));
        drop(giver);
        assert_eq!((taker.try_take(), taker.try_take()), (Ok(1), Err(Nothing::Ever)));
        let (giver, taker) = handover();
        drop(taker);
        assert_eq!(giver.give(1), Err(1));
    }
}
