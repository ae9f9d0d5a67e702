//! Values of foreign types, shown by their `Debug` or `Display`.

#[cfg(feature = "secrecy")]
mod secrecy;
#[cfg(feature = "serde")]
mod serde;
#[cfg(feature = "url")]
mod url;
#[cfg(feature = "uuid")]
mod uuid;

#[cfg(feature = "serde")]
pub use self::serde::{Serde, serde};

use super::tier::{put_debug, put_display};
use super::{Out, ReportValue};
use std::fmt;

/// A value shown by its `Debug`; made by [`debug`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Debug<T: ?Sized>(pub T);

/// A value shown by its `Display`; made by [`display`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Display<T: ?Sized>(pub T);

/// Shows a value by its `Debug`.
///
/// ```
/// let guard = gmr::register("Layout", || gmr::debug(std::alloc::Layout::new::<u64>()));
/// # drop(guard);
/// ```
pub fn debug<T: fmt::Debug>(value: T) -> Debug<T> {
    Debug(value)
}

/// Shows a value by its `Display`.
///
/// ```
/// use gmr::model::Value;
///
/// let version = gmr::display(std::ffi::c_int::MAX);
/// assert_eq!(gmr::to_value(&version), Value::Str("2147483647".into()));
/// ```
pub fn display<T: fmt::Display>(value: T) -> Display<T> {
    Display(value)
}

impl<T: fmt::Debug + ?Sized> ReportValue for Debug<T> {
    fn report(&self, out: Out<'_>) {
        put_debug(&self.0, out);
    }
}

impl<T: fmt::Display + ?Sized> ReportValue for Display<T> {
    fn report(&self, out: Out<'_>) {
        put_display(&self.0, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;
    use crate::section::to_value;
    use std::collections::HashMap;

    #[test]
    fn a_foreign_value_is_shown_as_it_shows_itself() {
        let id = std::thread::current().id();
        assert_eq!(to_value(&debug(id)), Value::Str(format!("{id:?}")));
        assert_eq!(to_value(&display("a\"b")), Value::Str("a\"b".into()));
        assert_eq!(to_value(&debug("a\"b")), Value::Str(r#""a\"b""#.into()));
    }

    #[test]
    fn a_name_that_tells_a_secret_masks_it_too() {
        let map = HashMap::from([("password", display(17))]);
        assert_eq!(to_value(&map).entry("password"), Some(&Value::Secret));
    }
}
