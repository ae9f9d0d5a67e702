//! Work that another thread does meanwhile.
//!
//! A new thread may be held up before it runs its first line: by whoever holds the loader's lock.
//! So whoever comes first, the thread or the one that needs the result, does the work, and nothing
//! is passed on that would take that lock.

use crate::capture::panic;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

/// What another thread is doing.
pub(super) struct Ahead<T>(Arc<Desk<T>>);

struct Desk<T> {
    progress: Mutex<Progress<T>>,
    has_changed: Condvar,
}

enum Progress<T> {
    Waits,
    Begun,
    /// With nothing, if the work panicked: whoever does it again sees why.
    Done(Option<T>),
    /// By whoever could not wait for it.
    Cancelled,
}

impl<T: Send + 'static> Ahead<T> {
    /// Begins on a thread of this name, if one is to be had.
    pub(super) fn begin(name: &str, work: impl FnOnce() -> T + Send + 'static) -> Option<Self> {
        let desk = Arc::<Desk<T>>::default();
        let ahead = Ahead(Arc::clone(&desk));
        let run = move || {
            // What may wait for the loader waits before it says that it has begun.
            panic::make_ready();
            if desk.turns_to(Progress::Begun) {
                let mut done = None;
                let _ = panic::catch(|| done = Some(work()));
                desk.turns_to(Progress::Done(done));
            }
        };
        thread::Builder::new().name(name.to_owned()).spawn(run).is_ok().then_some(ahead)
    }

    /// What came of it; nothing if that has not begun by now, or has not ended by `deadline`.
    pub(super) fn take(self, deadline: Instant) -> Option<T> {
        let mut progress = self.0.progress.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match std::mem::replace(&mut *progress, Progress::Cancelled) {
                Progress::Done(done) => return done,
                Progress::Begun if !left.is_zero() => *progress = Progress::Begun,
                _ => return None,
            }
            let waited = self.0.has_changed.wait_timeout(progress, left);
            progress = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl<T> Desk<T> {
    /// Whether anybody still wants it.
    fn turns_to(&self, next: Progress<T>) -> bool {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*progress, Progress::Cancelled) {
            return false;
        }
        *progress = next;
        self.has_changed.notify_one();
        true
    }
}

impl<T> Default for Desk<T> {
    fn default() -> Self {
        Desk { progress: Mutex::new(Progress::Waits), has_changed: Condvar::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    /// Once the other thread has begun.
    fn wait_for<T>(desk: &Desk<T>) {
        while matches!(*desk.progress.lock().expect("nobody panics"), Progress::Waits) {
            thread::yield_now();
        }
    }

    #[test]
    fn another_thread_does_it() {
        let me = thread::current().id();
        let ahead = Ahead::begin("other", move || u32::from(thread::current().id() != me));
        let ahead = ahead.expect("a thread");
        wait_for(&ahead.0);
        assert_eq!(ahead.take(Instant::now() + Duration::from_secs(60)), Some(1));
    }

    #[test]
    fn work_that_panics_comes_to_nothing() {
        let ahead = Ahead::<u32>::begin("other", || panic!("as it should")).expect("a thread");
        wait_for(&ahead.0);
        assert_eq!(ahead.take(Instant::now() + Duration::from_secs(60)), None);
    }

    #[test]
    fn who_has_not_begun_is_not_awaited_and_does_nothing_later() {
        let desk = Arc::<Desk<u32>>::default();
        let long = Instant::now() + Duration::from_secs(3600);
        assert_eq!(Ahead(Arc::clone(&desk)).take(long), None);
        assert!(!desk.turns_to(Progress::Begun));
    }

    #[test]
    fn who_does_not_end_is_awaited_until_the_deadline_only() {
        let desk = Arc::<Desk<u32>>::default();
        assert!(desk.turns_to(Progress::Begun));
        assert_eq!(Ahead(Arc::clone(&desk)).take(Instant::now()), None);
        assert!(!desk.turns_to(Progress::Done(Some(1))));
    }
}
