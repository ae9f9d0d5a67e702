//! Many reads of one kind, which two threads do together.
//!
//! A file of a thread takes the kernel microseconds to write, and a process may have thousands.

use super::ahead::Ahead;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// So many are read in less time than another thread is worth.
pub(super) const FEW: usize = 256;

/// Reads that may have begun.
pub(super) struct Together<I, O> {
    reads: Arc<Reads<I, O>>,
    other: Option<Ahead<Vec<O>>>,
}

struct Reads<I, O> {
    items: Vec<I>,
    /// The first that nobody has begun with.
    next: AtomicUsize,
    read: Box<dyn Fn(&I) -> O + Send + Sync>,
    deadline: Instant,
}

impl<I: Send + Sync + 'static, O: Send + 'static> Together<I, O> {
    /// Reads of all items, none of which is begun after `deadline`. If they are many, a thread of
    /// this name begins.
    pub(super) fn begin(
        name: &str,
        items: Vec<I>,
        deadline: Instant,
        read: impl Fn(&I) -> O + Send + Sync + 'static,
    ) -> Self {
        let is_many = items.len() > FEW;
        let reads = Reads { items, next: AtomicUsize::new(0), read: Box::new(read), deadline };
        let reads = Arc::new(reads);
        let other = Arc::clone(&reads);
        let other = is_many.then(|| Ahead::begin(name, move || other.rest().collect()));
        Together { reads, other: other.flatten() }
    }

    /// What was read by both, in no order; by now all is, or time is up.
    pub(super) fn finish(self) -> Vec<O> {
        let mut read: Vec<O> = self.reads.rest().collect();
        let deadline = self.reads.deadline;
        read.extend(self.other.and_then(|other| other.take(deadline)).into_iter().flatten());
        read
    }
}

impl<I, O> Reads<I, O> {
    /// Reads what nobody has begun with.
    fn rest(&self) -> impl Iterator<Item = O> {
        std::iter::from_fn(|| {
            let is_early = Instant::now() < self.deadline;
            let number = is_early.then(|| self.next.fetch_add(1, Ordering::Relaxed))?;
            self.items.get(number).map(&self.read)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::sync::Barrier;
    use std::thread;
    use std::time::Duration;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[test]
    fn each_is_read_once_of_few_and_of_many() {
        for len in [0, 1, FEW, FEW + 1, 40 * FEW] {
            let items = (0..len).collect();
            let mut read = Together::begin("other", items, soon(), |number| 2 * number).finish();
            read.sort_unstable();
            assert_eq!(read, (0..len).map(|number| 2 * number).collect::<Vec<_>>());
        }
    }

    #[test]
    fn many_are_read_by_two() {
        // Each waits until the other has begun.
        let both = Barrier::new(2);
        let read = move |number: &usize| {
            if *number < 2 {
                both.wait();
            }
            thread::current().id()
        };
        let together = Together::begin("other", (0..=FEW).collect(), soon(), read);
        while together.reads.next.load(Ordering::Relaxed) == 0 {
            thread::yield_now();
        }
        assert_eq!(together.finish().into_iter().collect::<HashSet<_>>().len(), 2);
    }

    #[test]
    fn nothing_is_begun_when_time_is_up() {
        let items: Vec<usize> = (0..40 * FEW).collect();
        assert!(Together::begin("other", items, Instant::now(), |n| *n).finish().is_empty());
    }
}
