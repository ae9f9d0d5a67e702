//! Hands one value at a time from a thread to another.
//!
//! The channels of std would do, but for one thing: who waits at one for the first time registers
//! a destructor for its thread-local storage, and that waits for the loader's lock, which another
//! thread may have for ever: one that is in the constructor of a library. Neither the mutex nor
//! the condition variable has such storage.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;
use std::{fmt, mem};

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
    /// Who is to be woken when there is something, if it does not wait on a thread.
    waker: Option<Waker>,
    /// Whether one of the ends is gone.
    is_lonely: bool,
}

impl<T> Default for Place<T> {
    fn default() -> Self {
        let state = Mutex::new(State { value: None, waker: None, is_lonely: false });
        Place { state, changed: Condvar::new() }
    }
}

impl<T> Place<T> {
    /// Nothing of the program runs while it is locked, so that nothing can panic.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self) {
        let mut state = self.lock();
        state.is_lonely = true;
        self.tell(state);
    }

    /// Tells whoever waits that the state has changed.
    fn tell(&self, mut state: MutexGuard<'_, State<T>>) {
        let waker = state.waker.take();
        drop(state);
        self.changed.notify_all();
        if let Some(waker) = waker {
            // An executor's code: what it panics with may panic again.
            let _ = catch_unwind(AssertUnwindSafe(|| waker.wake())).map_err(mem::forget);
        }
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
        self.0.tell(state);
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

impl<T> Taker<T> {
    /// What is given, for a future; nothing if the end that gives is gone.
    pub(crate) fn poll_take(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        // Neither cloned nor dropped while it is locked: that is code of the program.
        let waker = context.waker().clone();
        let mut state = self.0.lock();
        let taken = take(&mut state);
        let unused = match taken {
            Err(Nothing::Yet) => state.waker.replace(waker),
            _ => Some(waker),
        };
        drop(state);
        drop(unused);
        match taken {
            Ok(value) => Poll::Ready(Some(value)),
            Err(Nothing::Ever) => Poll::Ready(None),
            Err(Nothing::Yet) => Poll::Pending,
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
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::Wake;
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

    /// Counts how often it wakes; and panics, as an executor that is gone may.
    struct Bell(AtomicU32);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
            std::panic::resume_unwind(Box::new("this executor is gone"));
        }
    }

    #[test]
    fn a_future_is_woken_for_what_is_given_and_for_the_end() {
        let bell = Arc::new(Bell(AtomicU32::new(0)));
        let waker = Waker::from(Arc::clone(&bell));
        let mut context = Context::from_waker(&waker);
        let rung = || bell.0.load(Ordering::Relaxed);
        let (giver, taker) = handover();
        assert_eq!(taker.poll_take(&mut context), Poll::Pending);
        assert_eq!(taker.poll_take(&mut context), Poll::Pending);
        assert_eq!((giver.give(1), rung()), (Ok(()), 1));
        assert_eq!(taker.poll_take(&mut context), Poll::Ready(Some(1)));
        assert_eq!(taker.poll_take(&mut context), Poll::Pending);
        drop(giver);
        assert_eq!(rung(), 2);
        assert_eq!(taker.poll_take(&mut context), Poll::Ready(None));
        drop((taker, waker));
        assert_eq!(Arc::strong_count(&bell), 1);
    }
}
