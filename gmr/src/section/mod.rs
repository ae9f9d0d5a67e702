//! Sections: what has a form in a report, and where sections are registered.

mod adapter;
mod bounded;
mod collection;
pub(crate) mod field;
mod future;
mod holder;
mod instance;
mod mask;
mod out;
mod registry;
#[cfg(feature = "tokio")]
pub(crate) mod runtime;
mod schema;
mod sheet;
mod sources;
pub(crate) mod tier;
mod tracker;
mod value;

pub use adapter::{Debug, Display, debug, display};
#[cfg(feature = "serde")]
pub use adapter::{Serde, serde};
pub use field::Field;
pub use future::run_async;
pub use instance::put_instance;
pub use mask::{is_sensitive_name, mask_name, show_name};
pub use out::{List, Map, Out};
pub use registry::{SectionGuard, register, register_weak};
pub use schema::schema;
pub use tracker::{Instances, Tracked, Tracker, track};

pub(crate) use bounded::{bounded as bounded_text, short as short_text};
pub(crate) use mask::{command_line, own_names, text as mask_text};
pub(crate) use registry::{
    Configuration, Key, RegisteredGuard, Section, add_configuration, add_sources, configurations,
    sections,
};
pub(crate) use sheet::{Refusal, Sheet};
pub(crate) use sources::Sources;

pub use registry::{ConfigEntry, SectionEntry, SectionMeta};

use crate::model::{Content, Value};

/// A value that has a form in a report.
///
/// Derive it with [`ReportSection`](derive@crate::ReportSection), or write what is to be seen:
///
/// ```
/// struct Celsius(f64);
///
/// impl gmr::ReportValue for Celsius {
///     fn report(&self, out: gmr::Out<'_>) {
///         out.args(format_args!("{:.1} °C", self.0));
///     }
/// }
/// assert_eq!(gmr::to_value(&Celsius(21.04)), gmr::model::Value::Str("21.0 °C".into()));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no report form",
    label = "cannot be shown in a report",
    note = "if `{Self}` is your own type, add `#[derive(gmr::ReportSection)]` to it",
    note = "otherwise say how to show the field: `#[gmr(debug)]`, `#[gmr(display)]`, `#[gmr(with = path)]`, or leave it out with `#[gmr(skip)]`"
)]
pub trait ReportValue {
    /// Writes the value.
    ///
    /// It runs while the process may be stuck: it must not wait for a lock. A panic is caught
    /// and shown.
    fn report(&self, out: Out<'_>);

    /// Writes that there is no value where there could be one: `None` of an `Option<Self>`.
    #[doc(hidden)]
    fn report_absence(out: Out<'_>)
    where
        Self: Sized,
    {
        out.null();
    }
}

/// A value with a title; implemented by [`derive(ReportSection)`](derive@crate::ReportSection).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a report section",
    note = "add `#[derive(gmr::ReportSection)]` to `{Self}`, or register a closure with `gmr::register`"
)]
pub trait ReportSection: ReportValue {
    /// Title, order and place.
    const META: &'static SectionMeta;
}

/// A group of options; implemented by [`derive(ConfigReport)`](derive@crate::ConfigReport).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a configuration report",
    note = "add `#[derive(gmr::ConfigReport)]` to `{Self}`"
)]
pub trait ConfigReport: ReportValue {
    /// The name of the group.
    const GROUP: &'static str;
    /// The options without their values: a schema that can be printed before there is a value.
    const FIELDS: &'static [Field];
    /// Writes the options into a map that is already open.
    fn report_fields(&self, map: &mut Map<'_>);
    /// Writes what the options are when nobody sets them, as far as that is known, under the same
    /// names.
    fn report_defaults(map: &mut Map<'_>) {
        let _ = map;
    }
}

/// The form of a value, as a report would hold it.
///
/// ```
/// let form = gmr::to_value(&(3, "ann"));
/// assert_eq!(form.to_string(), "3\nann");
/// ```
pub fn to_value(value: &(impl ReportValue + ?Sized)) -> Value {
    let sheet = Sheet::new();
    value.report(Out::root(&sheet));
    // A panic is the caller's, as one of `report` is.
    sheet.ask_sources(|question| {
        question();
        Ok(())
    });
    value_of(sheet.take())
}

fn value_of(content: Content) -> Value {
    match content {
        Content::Value(value) | Content::Configuration(value) => value,
        Content::Threads(_) | Content::Tasks(_) => {
            Value::Note("threads and tasks are shown as a section only".into())
        }
    }
}
