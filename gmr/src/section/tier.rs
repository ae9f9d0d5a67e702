//! How generated code picks the form of a value without specialisation.
//!
//! `(&&&&&Tier(&value)).__gmr_put(out)` looks the method up with one reference less at each step,
//! so the first trait whose bound holds wins:
//!
//! 1. `Result<T, Box<dyn Error>>`: the value, or the error with its sources
//! 2. `Result<T, E>` with an error: likewise
//! 3. [`ReportValue`]
//! 4. `Display`, and `Option`, `Vec` or `Result` of it
//! 5. nothing: the last step always matches, and its where clause brings a readable error
//!
//! The first step has one trait only: a type that rustc does not know meets all of them, and the
//! mistake would be told again.
//!
//! The methods have a name of their own because a blanket trait of the user's is looked up, too.

use super::bounded::bounded;
use super::{Out, ReportValue};
use std::error::Error;
use std::fmt::{Debug, Display};

/// A value whose form is to be found.
#[derive(Debug)]
pub struct Tier<'a, T: ?Sized>(pub &'a T);

/// Step 1: a result whose error is in a box, which is not itself an [`Error`].
pub trait ViaBoxedErrorChain {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: ReportValue, E: BoxedError> ViaBoxedErrorChain for &&&&Tier<'_, Result<T, E>> {
    fn __gmr_put(&self, out: Out<'_>) {
        match self.0 {
            Ok(value) => value.report(out),
            Err(error) => put_error(error.inner(), out),
        }
    }
}

/// An error of any type in a box.
pub trait BoxedError {
    /// The error.
    fn inner(&self) -> &dyn Error;
}

macro_rules! boxed_error {
    ($($error:ty),*) => {
        $(impl BoxedError for Box<$error> {
            fn inner(&self) -> &dyn Error {
                &**self
            }
        })*
    };
}

boxed_error!(dyn Error, dyn Error + Send, dyn Error + Send + Sync);

/// Step 2: a result whose error tells its causes.
pub trait ViaErrorChain {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: ReportValue, E: Error> ViaErrorChain for &&&Tier<'_, Result<T, E>> {
    fn __gmr_put(&self, out: Out<'_>) {
        match self.0 {
            Ok(value) => value.report(out),
            Err(error) => put_error(error, out),
        }
    }
}

/// Step 3: a form of its own.
pub trait ViaReport {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: ReportValue + ?Sized> ViaReport for &&Tier<'_, T> {
    fn __gmr_put(&self, out: Out<'_>) {
        self.0.report(out);
    }
}

/// Step 3: as step 2 for a value that has only `Display`.
///
/// It never meets [`ViaReport`]: a result with a form of its own has a value with a form, which
/// step 2 took.
pub trait ViaDisplayOrErrorChain {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: Display, E: Error> ViaDisplayOrErrorChain for &&Tier<'_, Result<T, E>> {
    fn __gmr_put(&self, out: Out<'_>) {
        match self.0 {
            Ok(value) => put_display(value, out),
            Err(error) => put_error(error, out),
        }
    }
}

/// Step 3: the same for an error in a box.
pub trait ViaDisplayOrBoxedErrorChain {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: Display, E: BoxedError> ViaDisplayOrBoxedErrorChain for &&Tier<'_, Result<T, E>> {
    fn __gmr_put(&self, out: Out<'_>) {
        match self.0 {
            Ok(value) => put_display(value, out),
            Err(error) => put_error(error.inner(), out),
        }
    }
}

/// Step 4: text.
pub trait ViaDisplay {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: Display + ?Sized> ViaDisplay for &Tier<'_, T> {
    fn __gmr_put(&self, out: Out<'_>) {
        put_display(self.0, out);
    }
}

// The containers share step 4: no container of the standard library is `Display`, so that at
// most one of the four applies.

/// Step 4: text or nothing.
pub trait ViaOptionDisplay {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: Display> ViaOptionDisplay for &Tier<'_, Option<T>> {
    fn __gmr_put(&self, out: Out<'_>) {
        match self.0 {
            Some(value) => put_display(value, out),
            None => out.null(),
        }
    }
}

/// Step 4: texts.
pub trait ViaVecDisplay {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: Display> ViaVecDisplay for &Tier<'_, Vec<T>> {
    fn __gmr_put(&self, out: Out<'_>) {
        let mut list = out.list();
        for value in self.0 {
            put_display(value, list.item());
        }
    }
}

/// Step 4: text or what went wrong; `{:#}` is where `anyhow` and its like tell their causes.
pub trait ViaResultDisplay {
    /// Writes the value.
    fn __gmr_put(&self, out: Out<'_>);
}

impl<T: Display, E: Display> ViaResultDisplay for &Tier<'_, Result<T, E>> {
    fn __gmr_put(&self, out: Out<'_>) {
        match self.0 {
            Ok(value) => put_display(value, out),
            Err(error) => out.error([bounded(format_args!("{error:#}"))]),
        }
    }
}

/// Step 5: no form. The call is found for every type, and then fails to meet `Shown`, so that
/// rustc names the user's type and our notes instead of these traits.
pub trait NoReportForm<T: ?Sized> {
    /// Never runs.
    fn __gmr_put(&self, out: Out<'_>)
    where
        T: Shown;
}

impl<T: ?Sized> NoReportForm<T> for Tier<'_, T> {
    fn __gmr_put(&self, out: Out<'_>)
    where
        T: Shown,
    {
        // Whatever is `Shown` has a form, and step 3 took it.
        out.note("no report form");
    }
}

/// Stands for [`ReportValue`] in the error of step 5: rustc lists what implements a trait, and
/// this one has nothing to list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no report form",
    label = "cannot be shown in a report",
    note = "a type of yours: add `#[derive(gmr::ReportSection)]` to it, or `#[derive(gmr::ConfigReport)]` if it holds options",
    note = "any other type: choose `#[gmr(display)]`, `#[gmr(debug)]`, `#[gmr(with = path)]`, `#[gmr(secret)]` or `#[gmr(skip)]` on the field, `#[gmr::section(debug)]` on the function",
    note = "in `Option<T>`, `Vec<T>`, `Mutex<T>` and the like, `T` needs the report form; in `Result<T, E>`, `E` needs `Display`"
)]
pub trait Shown {}

#[diagnostic::do_not_recommend]
impl<T: ReportValue + ?Sized> Shown for T {}

/// `nested`, and sources of instances: a plain bound gives a plain error.
pub fn put_report<T: ReportValue + ?Sized>(value: &T, out: Out<'_>) {
    value.report(out);
}

/// `debug`
pub fn put_debug<T: Debug + ?Sized>(value: &T, out: Out<'_>) {
    out.args(format_args!("{value:?}"));
}

/// `display`
pub fn put_display<T: Display + ?Sized>(value: &T, out: Out<'_>) {
    out.args(format_args!("{value}"));
}

fn put_error(error: &dyn Error, out: Out<'_>) {
    let links = std::iter::successors(Some(error), |&link| link.source());
    out.error(links.map(|link| bounded(format_args!("{link}"))));
}

// `secret`: a ladder of its own that tells unset and empty from set, and nothing else.

/// A secret that may be unset.
pub trait SecretOption {
    /// Writes the mask.
    fn __gmr_secret(&self, out: Out<'_>);
}

impl<T> SecretOption for &&Tier<'_, Option<T>> {
    fn __gmr_secret(&self, out: Out<'_>) {
        if self.0.is_some() { out.secret() } else { out.note("unset") }
    }
}

/// A secret that may be empty.
pub trait SecretText {
    /// Writes the mask.
    fn __gmr_secret(&self, out: Out<'_>);
}

impl<T: AsRef<str> + ?Sized> SecretText for &Tier<'_, T> {
    fn __gmr_secret(&self, out: Out<'_>) {
        if self.0.as_ref().is_empty() { out.note("empty") } else { out.secret() }
    }
}

/// A secret of any type: the value is not read.
pub trait SecretAny {
    /// Writes the mask.
    fn __gmr_secret(&self, out: Out<'_>);
}

impl<T: ?Sized> SecretAny for Tier<'_, T> {
    fn __gmr_secret(&self, out: Out<'_>) {
        out.secret();
    }
}
