//! Locks that may never become free: who holds one may be stuck, or be a thread that a fork child
//! has not.

use std::sync::{TryLockError, TryLockResult};
use std::thread;
use std::time::{Duration, Instant};

/// The pause between two tries.
const PAUSE: Duration = Duration::from_micros(250);

/// The lock, if it is free. A poisoned one is: a report wants the state that a panic left behind.
pub(crate) fn free<G>(attempt: TryLockResult<G>) -> Option<G> {
    match attempt {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// What `attempt` gets, if it gets anything before `limit` is over.
///
/// No standard lock can be awaited for a bounded time, so this asks again after a pause. The
/// pause is a sleep and not `park_timeout`, which would swallow a wake-up meant for the future
/// that the same thread may be polling.
pub(crate) fn soon<G>(limit: Duration, mut attempt: impl FnMut() -> Option<G>) -> Option<G> {
    let begin = Instant::now();
    loop {
        match attempt() {
            None if begin.elapsed() < limit => thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_poisoned_lock_is_free_and_a_held_one_is_not() {
        let lock = Mutex::new(1);
        let poison = || {
            let _held = lock.lock();
            panic!("as it should");
        };
        thread::scope(|scope| scope.spawn(poison).join().expect_err("it panics"));
        let held = free(lock.try_lock());
        assert_eq!(held.as_deref(), Some(&1));
        assert!(free(lock.try_lock()).is_none());
    }

    #[test]
    fn a_lock_is_asked_again_until_it_is_free_or_time_is_up() {
        let mut left = 3;
        let third = soon(Duration::from_secs(60), || {
            left -= 1;
            (left == 0).then_some(())
        });
        assert_eq!((third, left), (Some(()), 0));
        assert_eq!(soon(Duration::ZERO, || None::<()>), None);
    }
}
