//! The locks of parking_lot, and of whatever else is built on `lock_api`.
//!
//! Unlike those of the standard library, they can be awaited for a bounded time.

/// The locks of one version of `lock_api`.
macro_rules! locks {
    ($version:ident) => {
        mod $version {
            use super::super::{ConfigReport, Field, Holder, Map, Out, PATIENCE, ReportValue};
            use ::$version::{
                GetThreadId, Mutex, RawMutexTimed, RawRwLockTimed, ReentrantMutex, RwLock,
            };
            use std::time::Duration;

            impl<R, T> Holder for Mutex<R, T>
            where
                R: RawMutexTimed<Duration = Duration>,
                T: ?Sized,
            {
                type Held = T;

                fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
                    see(self.try_lock_for(PATIENCE).as_deref().ok_or("locked"));
                }
            }

            impl<R, G, T> Holder for ReentrantMutex<R, G, T>
            where
                R: RawMutexTimed<Duration = Duration>,
                G: GetThreadId,
                T: ?Sized,
            {
                type Held = T;

                fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
                    see(self.try_lock_for(PATIENCE).as_deref().ok_or("locked"));
                }
            }

            // A writer that waits for readers holds up further readers, and so this one.
            impl<R, T> Holder for RwLock<R, T>
            where
                R: RawRwLockTimed<Duration = Duration>,
                T: ?Sized,
            {
                type Held = T;

                fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
                    see(self.try_read_for(PATIENCE).as_deref().ok_or("locked for writing"));
                }
            }

            transparent! {
                [R: RawMutexTimed<Duration = Duration>, T: ?Sized] T, Mutex<R, T>;
                [R: RawMutexTimed<Duration = Duration>, G: GetThreadId, T: ?Sized]
                    T, ReentrantMutex<R, G, T>;
                [R: RawRwLockTimed<Duration = Duration>, T: ?Sized] T, RwLock<R, T>;
            }
        }
    };
}

locks!(lock_api); // parking_lot 0.13
locks!(lock_api_0_4); // parking_lot 0.12

#[cfg(test)]
mod tests {
    use super::super::tests::{Listen, fields, note, while_held};
    use crate::model::{Entry, Value};
    use crate::section::to_value;

    /// The same promises for each version.
    macro_rules! promises {
        ($($version:ident)+) => {
            $(mod $version {
                use super::*;
                use ::$version::{FairMutex, Mutex, ReentrantMutex, RwLock};

                #[test]
                fn a_locked_mutex_says_so_and_a_free_one_shows_its_value() {
                    let mutex = Mutex::new(7);
                    while_held(|| mutex.lock(), || assert_eq!(to_value(&mutex), note("locked")));
                    assert_eq!(to_value(&mutex), Value::Int(7));
                    let fair = FairMutex::new(8);
                    while_held(|| fair.lock(), || assert_eq!(to_value(&fair), note("locked")));
                    assert_eq!(to_value(&fair), Value::Int(8));
                    let again = ReentrantMutex::new(9);
                    while_held(|| again.lock(), || assert_eq!(to_value(&again), note("locked")));
                    let _guard = again.lock();
                    assert_eq!(to_value(&again), Value::Int(9));
                }

                #[test]
                fn a_mutex_that_its_own_thread_holds_does_not_hang() {
                    let mutex = Mutex::new(7);
                    let _guard = mutex.lock();
                    assert_eq!(to_value(&mutex), note("locked"));
                }

                #[test]
                fn a_lock_with_readers_is_read_and_one_with_a_writer_says_so() {
                    let lock = RwLock::new(7);
                    while_held(|| lock.read(), || assert_eq!(to_value(&lock), Value::Int(7)));
                    let locked = note("locked for writing");
                    while_held(|| lock.write(), || assert_eq!(to_value(&lock), locked));
                }

                #[test]
                fn a_configuration_behind_a_lock_is_a_configuration() {
                    let port = Value::Map(vec![Entry::new("port", Value::Int(80))]);
                    assert_eq!(fields(&RwLock::new(Listen(80))), port);
                    assert_eq!(fields(&Mutex::new(Listen(80))), port);
                }
            })+
        };
    }

    promises!(parking_lot parking_lot_0_12);
}
