//! The locks and cells of `tokio::sync`; no runtime is needed to look into them.

use super::{ConfigReport, Field, Holder, Map, Out, PATIENCE, ReportValue};
use crate::lock::soon;
use tokio::sync::{Mutex, OnceCell, RwLock, watch};

impl<T: ?Sized> Holder for Mutex<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(soon(PATIENCE, || self.try_lock().ok()).as_deref().ok_or("locked"));
    }
}

// A writer that waits for readers holds up further readers, and so this one.
impl<T: ?Sized> Holder for RwLock<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(soon(PATIENCE, || self.try_read().ok()).as_deref().ok_or("locked for writing"));
    }
}

impl<T> Holder for OnceCell<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(self.get().ok_or("not initialised"));
    }
}

// A channel can only be borrowed from by a lock that is waited for, and whose writer runs the
// program's code if it uses `send_modify` or `send_if_modified`. One that hangs there holds this
// section until its timeout, and is shown among the threads; `send` and `send_replace` only
// swap values.

impl<T> Holder for watch::Receiver<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(Ok(&self.borrow()));
    }
}

impl<T> Holder for watch::Sender<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(Ok(&self.borrow()));
    }
}

transparent! {
    [T: ?Sized] T, Mutex<T>;
    [T: ?Sized] T, RwLock<T>;
    [T] T, OnceCell<T>;
    [T] T, watch::Receiver<T>;
    [T] T, watch::Sender<T>;
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::super::tests::{Listen, fields, note, while_held};
    use super::*;
    use crate::model::{Entry, Value};
    use crate::section::to_value;

    #[test]
    fn a_locked_mutex_says_so_and_a_free_one_shows_its_value() {
        let mutex = Mutex::new(7);
        while_held(|| mutex.blocking_lock(), || assert_eq!(to_value(&mutex), note("locked")));
        assert_eq!(to_value(&mutex), Value::Int(7));
    }

    #[test]
    fn a_lock_with_readers_is_read_and_one_with_a_writer_says_so() {
        let lock = RwLock::new(7);
        while_held(|| lock.blocking_read(), || assert_eq!(to_value(&lock), Value::Int(7)));
        let locked = note("locked for writing");
        while_held(|| lock.blocking_write(), || assert_eq!(to_value(&lock), locked));
    }

    #[test]
    fn what_was_never_initialised_stays_so() {
        let cell = OnceCell::new();
        assert_eq!(to_value(&cell), note("not initialised"));
        cell.set(7).unwrap();
        assert_eq!(to_value(&cell), Value::Int(7));
    }

    #[test]
    fn both_ends_of_a_channel_show_what_was_sent_last() {
        let (sender, receiver) = watch::channel(1);
        sender.send(2).unwrap();
        assert_eq!(to_value(&(&sender, &receiver)), to_value(&(2, 2)));
        drop(sender);
        assert_eq!(to_value(&receiver), Value::Int(2));
    }

    #[test]
    fn a_value_that_was_looked_at_is_still_news_to_its_receiver() {
        let (sender, receiver) = watch::channel(1);
        sender.send(2).unwrap();
        assert_eq!(to_value(&receiver), Value::Int(2));
        assert!(receiver.has_changed().unwrap());
    }

    #[test]
    fn a_configuration_is_the_one_that_is_in_force() {
        let port = |port| Value::Map(vec![Entry::new("port", Value::Int(port))]);
        let (sender, receiver) = watch::channel(Listen(80));
        assert_eq!(fields(&receiver), port(80));
        sender.send_replace(Listen(81));
        assert_eq!((fields(&receiver), fields(&sender)), (port(81), port(81)));
        assert_eq!(fields(&RwLock::new(Mutex::new(Listen(82)))), port(82));
    }
}
