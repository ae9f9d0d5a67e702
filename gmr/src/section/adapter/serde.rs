//! Any value that serde can serialise, shown when the program says so.
//!
//! It is never chosen by itself: a form must not depend on whether some crate turned the feature
//! on. And it never writes a configuration: what a `Serialize` tells of a secret is up to it.

mod error;
mod key;
mod writer;

use super::{Out, ReportValue};
use error::Failed;
use serde_core::Serialize;
use writer::Writer;

/// A value shown by its `Serialize`; made by [`serde`].
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Serde<T: ?Sized>(pub T);

/// Shows a value by its `Serialize`.
///
/// Structs and maps become maps, sequences and tuples lists, a variant of an enum a word or a
/// map of that word: the form that `derive(ReportSection)` gives. Names such as `password` mask
/// text as they do there, and so do credentials within text. Bytes are written in hexadecimal. An
/// error of the `Serialize` becomes a line of the section, beside what was written before.
///
/// ```
/// #[derive(serde::Serialize)]
/// struct Pool {
///     idle: u32,
///     password: String,
/// }
///
/// let pool = Pool { idle: 3, password: "hunter2".into() };
/// let form = gmr::to_value(&gmr::serde(&pool));
/// assert_eq!(form.entry("idle"), Some(&gmr::model::Value::Int(3)));
/// assert_eq!(form.entry("password"), Some(&gmr::model::Value::Secret));
/// ```
///
/// A field of a foreign type is shown by it with `#[gmr(with = gmr::serde)]`. A configuration is
/// not:
///
/// ```compile_fail,E0277
/// let autorun = gmr::autorun(gmr::package!()).conf(gmr::serde(["an option"]));
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
pub fn serde<T: Serialize>(value: T) -> Serde<T> {
    Serde(value)
}

impl<T: Serialize + ?Sized> ReportValue for Serde<T> {
    fn report(&self, out: Out<'_>) {
        let place = out.beside();
        match self.0.serialize(Writer::new(out)) {
            Ok(()) | Err(Failed::NoRoom) => {}
            Err(Failed::Said(why)) => place.fail(why),
        }
    }
}

#[cfg(test)]
mod tests;
