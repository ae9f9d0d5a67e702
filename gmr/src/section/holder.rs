//! Values behind an owner, a lock or a cell: looked into without waiting.
//!
//! A holder has the form of what it holds, so holders nest, in statics and in fields. What
//! cannot be looked into now says why, and the report goes on.

use super::{ConfigReport, Field, Map, Out, ReportValue};
use crate::lock::{free, soon};
use std::cell::{Cell, LazyCell, OnceCell, RefCell};
use std::ops::Deref;
use std::pin::Pin;
use std::rc::{self, Rc};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, RwLock, Weak};
use std::time::Duration;

/// Longer than a healthy critical section, and too short to be noticed in a report.
const PATIENCE: Duration = Duration::from_millis(10);

/// Something that may let a report look at a value now.
pub trait Holder {
    /// What it holds.
    type Held: ?Sized;

    /// Shows the value held, or the reason why it cannot be seen.
    fn look(&self, see: impl FnOnce(Result<&Self::Held, &'static str>));
}

impl<T: ?Sized> Holder for Mutex<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(soon(PATIENCE, || free(self.try_lock())).as_deref().ok_or("locked"));
    }
}

impl<T: ?Sized> Holder for RwLock<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(soon(PATIENCE, || free(self.try_read())).as_deref().ok_or("locked for writing"));
    }
}

impl<T> Holder for OnceLock<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(self.get().ok_or("not initialised"));
    }
}

impl<T> Holder for OnceCell<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(self.get().ok_or("not initialised"));
    }
}

// Never forced: the initialiser is the program's, and may wait or panic. One that did panic
// cannot be told from one that never ran.
impl<T, F> Holder for LazyLock<T, F> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(LazyLock::get(self).ok_or("not initialised"));
    }
}

impl<T, F> Holder for LazyCell<T, F> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(LazyCell::get(self).ok_or("not initialised"));
    }
}

impl<T: ?Sized> Holder for RefCell<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(self.try_borrow().as_deref().map_err(|_| "borrowed"));
    }
}

impl<T: Copy> Holder for Cell<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(Ok(&self.get()));
    }
}

impl<T: ?Sized> Holder for Weak<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(self.upgrade().as_deref().ok_or("gone"));
    }
}

impl<T: ?Sized> Holder for rc::Weak<T> {
    type Held = T;

    fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
        see(self.upgrade().as_deref().ok_or("gone"));
    }
}

impl<P: Deref> Holder for Pin<P> {
    type Held = P::Target;

    fn look(&self, see: impl FnOnce(Result<&P::Target, &'static str>)) {
        see(Ok(&**self));
    }
}

/// The pointers that always show what they point to.
macro_rules! pointer {
    ($($type:ty),+) => {
        $(impl<T: ?Sized> Holder for $type {
            type Held = T;

            fn look(&self, see: impl FnOnce(Result<&T, &'static str>)) {
                see(Ok(&**self));
            }
        })+
    };
}

pointer!(&T, &mut T, Box<T>, Rc<T>, Arc<T>);

/// A holder is a section if what it holds is one, and a configuration likewise.
macro_rules! transparent {
    ($([$($generics:tt)*] $held:ty, $type:ty;)+) => {
        $(impl<$($generics)*> ReportValue for $type
        where
            $held: ReportValue,
        {
            fn report(&self, out: Out<'_>) {
                // A cycle of values leads through a holder, and ends here.
                if out.is_lost() {
                    return;
                }
                self.look(|held| match held {
                    Ok(value) => value.report(out),
                    Err(why) => out.note(why),
                });
            }
        }

        impl<$($generics)*> ConfigReport for $type
        where
            $held: ConfigReport,
        {
            const GROUP: &'static str = <$held as ConfigReport>::GROUP;
            const FIELDS: &'static [Field] = <$held as ConfigReport>::FIELDS;

            fn report_fields(&self, map: &mut Map<'_>) {
                self.look(|held| match held {
                    Ok(value) => value.report_fields(map),
                    Err(why) => map.entry("").note(why),
                });
            }

            fn report_defaults(map: &mut Map<'_>) {
                <$held as ConfigReport>::report_defaults(map);
            }
        })+
    };
}

transparent! {
    [T: ?Sized] T, &T;
    [T: ?Sized] T, &mut T;
    [T: ?Sized] T, Box<T>;
    [T: ?Sized] T, Rc<T>;
    [T: ?Sized] T, Arc<T>;
    [T: ?Sized] T, rc::Weak<T>;
    [T: ?Sized] T, Weak<T>;
    [T: ?Sized] T, Mutex<T>;
    [T: ?Sized] T, RwLock<T>;
    [T: ?Sized] T, RefCell<T>;
    [T: Copy] T, Cell<T>;
    [T] T, OnceCell<T>;
    [T] T, OnceLock<T>;
    [T, F] T, LazyCell<T, F>;
    [T, F] T, LazyLock<T, F>;
    [P: Deref] P::Target, Pin<P>;
}

// An absent configuration is no group of options that are unset.
impl<T: ConfigReport> ConfigReport for Option<T> {
    const GROUP: &'static str = T::GROUP;
    const FIELDS: &'static [Field] = T::FIELDS;

    fn report_fields(&self, map: &mut Map<'_>) {
        match self {
            Some(value) => value.report_fields(map),
            None => map.absent(),
        }
    }

    fn report_defaults(map: &mut Map<'_>) {
        T::report_defaults(map);
    }
}

// After the macro, which they use.
#[cfg(feature = "arc-swap")]
mod arc_swap;
#[cfg(feature = "parking_lot")]
mod lock_api;
#[cfg(feature = "tokio")]
mod tokio;

#[cfg(test)]
mod tests;
