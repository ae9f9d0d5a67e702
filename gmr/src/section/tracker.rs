//! Instances of a type that come and go, listed by one section.

use super::registry::copy;
use super::{Out, ReportValue};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// An [`Arc`] that the section of its type lists while it lives.
pub type Tracked<T> = Arc<T>;

pub(super) type Instance = dyn ReportValue + Send + Sync;

/// The live instances of one type.
///
/// It does not name the type: no code is made for each type, and the static that holds it is
/// `Sync` whatever the type is.
#[derive(Default)]
pub struct Tracker(Mutex<Vec<Weak<Instance>>>);

impl Tracker {
    /// A tracker that has seen no instance.
    #[must_use]
    pub const fn new() -> Self {
        Tracker(Mutex::new(Vec::new()))
    }

    pub(super) fn add(&self, instance: Weak<Instance>) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The dead are swept only when the list is full, and then there is room for as many as
        // live: amortised constant time.
        if list.len() == list.capacity() {
            list.retain(|weak| weak.strong_count() > 0);
            let live = list.len();
            list.reserve(live);
        }
        list.push(instance);
    }

    /// Those that live; nothing if their list stays locked.
    pub(super) fn live(&self) -> Option<Vec<Arc<Instance>>> {
        Some(copy(&self.0)?.iter().filter_map(Weak::upgrade).collect())
    }
}

impl std::fmt::Debug for Tracker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tracker").finish_non_exhaustive()
    }
}

impl ReportValue for Tracker {
    fn report(&self, out: Out<'_>) {
        let Some(live) = self.live() else { return out.note("locked") };
        let mut list = out.list();
        // The lock is free again: an instance may track others.
        for instance in live {
            instance.report(list.item());
        }
    }
}

/// A type whose instances can be tracked; implemented by `#[gmr(instances)]`.
#[diagnostic::on_unimplemented(
    message = "instances of `{Self}` are not tracked",
    note = "add `#[gmr(instances)]` beside `#[derive(ReportSection)]` on `{Self}`"
)]
pub trait Instances: ReportValue + Sized + 'static {
    /// The tracker of this type.
    const TRACKER: &'static Tracker;
}

/// Shows a value in the section of its type for as long as it lives.
///
/// ```
/// use gmr::ReportSection;
///
/// #[derive(ReportSection)]
/// #[gmr(title = "Sessions", instances)]
/// struct Session {
///     user: String,
/// }
///
/// let session = gmr::track(Session { user: "ann".into() });
/// assert_eq!(session.user, "ann");
/// ```
pub fn track<T: Instances + Send + Sync>(value: T) -> Tracked<T> {
    let value = Arc::new(value);
    let instance: Weak<T> = Arc::downgrade(&value);
    T::TRACKER.add(instance);
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;
    use crate::section::to_value;

    #[test]
    fn a_list_that_stays_locked_holds_no_report_up() {
        let tracker = Tracker::new();
        let number: Arc<u8> = Arc::new(7);
        let weak: Weak<u8> = Arc::downgrade(&number);
        tracker.add(weak);
        assert_eq!(to_value(&tracker), Value::List(vec![Value::Int(7)]));
        let _held = tracker.0.lock();
        assert_eq!(to_value(&tracker), Value::Note("locked".into()));
    }

    #[test]
    fn a_full_list_makes_room_for_as_many_as_live() {
        let tracker = Tracker::new();
        let mut live = Vec::new();
        for number in 0..1000_u32 {
            let number = Arc::new(number);
            let weak: Weak<u32> = Arc::downgrade(&number);
            tracker.add(weak);
            live.push(number);
        }
        let room = || {
            let list = tracker.0.lock().unwrap_or_else(PoisonError::into_inner);
            list.capacity() - list.len()
        };
        // One comes and goes while the list is full: only then it is swept.
        while room() > 0 {
            let weak: Weak<u32> = Arc::downgrade(&Arc::new(0));
            tracker.add(weak);
        }
        let weak: Weak<u32> = Arc::downgrade(&Arc::new(0));
        tracker.add(weak);
        assert!(room() >= live.len() - 1, "{}", room());
        assert_eq!(tracker.live().map(|live| live.len()), Some(1000));
    }
}
