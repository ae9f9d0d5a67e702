//! What generated code names; no promise is made for any of it.

pub use crate::model::Origin;
pub use crate::section::field::{NoSchema, Schema};
pub use crate::section::tier::{Tier, put_debug, put_display, put_report};
pub use crate::section::{
    ConfigEntry, ConfigReport, Field, Instances, List, Map, Out, ReportSection, ReportValue,
    SectionEntry, SectionMeta, Tracker, put_instance, run_async,
};
pub use crate::task::{Begun, Declared, TaskEntry};
pub use core::default::Default;
pub use core::fmt::{Debug, Display};
pub use core::option::Option::{None, Some};
pub use core::{cfg, env, file, format_args, line, module_path, option_env};
pub use inventory;

use std::borrow::Cow;

/// The options of a type, each an expression.
#[doc(hidden)]
#[macro_export]
macro_rules! __schema {
    ($($field:expr),*) => {{
        use $crate::__private::{self as __gmr, NoSchema as _};
        // Nothing is imported for nothing, whatever the fields are: a lint that is forbidden could
        // not be allowed.
        let _ = __gmr::Schema::<()>::FIELDS;
        &[$($field),*]
    }};
}
pub use __schema as schema;

/// The form of a configuration is that of its options.
#[doc(hidden)]
#[macro_export]
macro_rules! __value_of_options {
    ([$($generics:tt)*], [$($type:tt)*], [$($clause:tt)*]) => {
        #[automatically_derived]
        impl $($generics)* $crate::__private::ReportValue for $($type)* $($clause)* {
            fn report(&self, out: $crate::__private::Out<'_>) {
                $crate::__private::put_options(self, out);
            }
        }
    };
}
pub use __value_of_options as value_of_options;

/// What is known of a section where the macro stands that expands to it.
#[doc(hidden)]
#[macro_export]
macro_rules! __meta {
    ($title:literal) => {
        $crate::__private::SectionMeta::new($title, $crate::__private::origin!())
    };
}
pub use __meta as meta;

/// One list for all instances of a type.
#[doc(hidden)]
#[macro_export]
macro_rules! __tracker {
    () => {{
        static TRACKER: $crate::__private::Tracker = $crate::__private::Tracker::new();
        &TRACKER
    }};
}
pub use __tracker as tracker;

/// Where the macro that expands to it stands.
#[doc(hidden)]
#[macro_export]
macro_rules! __origin {
    () => {
        $crate::__private::Origin {
            module: $crate::__private::module_path!(),
            file: $crate::__private::file!(),
            line: $crate::__private::line!(),
        }
    };
}
pub use __origin as origin;

/// The call of a function whose calls are tasks.
#[doc(hidden)]
#[macro_export]
macro_rules! __begin_task {
    ($name:literal, $($detail:tt)*) => {{
        static TASK: $crate::__private::Declared =
            $crate::__private::Declared::new($name, $crate::__private::origin!());
        $crate::__private::inventory::submit! { $crate::__private::TaskEntry(&TASK) }
        $crate::__private::Declared::begin(&TASK, $crate::__detail!($($detail)*))
    }};
}
pub use __begin_task as begin_task;

/// What tells a task from others, if anything.
#[doc(hidden)]
#[macro_export]
macro_rules! __detail {
    () => {
        $crate::__private::None
    };
    ($($detail:tt)+) => {
        $crate::__private::Some($crate::__private::format_args!($($detail)+))
    };
}

/// The steps of [`Tier`], without names.
pub mod steps {
    pub use crate::section::field::NoSchema as _;
    pub use crate::section::tier::{
        NoReportForm as _, SecretAny as _, SecretOption as _, SecretText as _,
        ViaBoxedErrorChain as _, ViaDisplay as _, ViaDisplayOrBoxedErrorChain as _,
        ViaDisplayOrErrorChain as _, ViaErrorChain as _, ViaOptionDisplay as _, ViaReport as _,
        ViaResultDisplay as _, ViaVecDisplay as _,
    };
}

/// `enabled = path`: nothing of the section is in the report unless it returns `true`.
pub fn put_if(enabled: impl FnOnce() -> bool, out: Out<'_>, show: impl FnOnce(Out<'_>)) {
    if enabled() { show(out) } else { out.leave_out() }
}

/// Stands for a value of the type that a task returns; never runs.
pub fn pinned<T>() -> T {
    loop {
        std::thread::park();
    }
}

/// `flatten` in a section: the entries of a map beside those that are here.
pub fn flatten<T: ReportValue + ?Sized>(value: &T, map: &mut Map<'_>) {
    map.flatten(value);
}

/// `flatten` in a configuration.
pub fn flatten_options<T: ConfigReport + ?Sized>(value: &T, map: &mut Map<'_>) {
    map.flatten_options(value);
}

/// The place of an option, by its number in the schema.
pub fn option<'m, T: ConfigReport + ?Sized>(map: &'m mut Map<'_>, number: usize) -> Out<'m> {
    match T::FIELDS.get(number) {
        Some(field) => map.field(field),
        // The number is the derive's own; a wrong one is shown instead of a panic.
        None => map.entry("?"),
    }
}

/// A configuration as a value, beside what its options are when nobody sets them.
pub fn put_options<T: ConfigReport>(value: &T, out: Out<'_>) {
    let mut map = out.map();
    value.report_fields(&mut map);
    map.defaults(T::report_defaults);
}

/// `sources`: as [`put_options`], and where each value came from is asked of `of`, which gets the
/// path of the option below here.
pub fn put_sources<T, F, S>(value: &T, out: Out<'_>, of: F)
where
    T: ConfigReport,
    F: Fn(&str) -> Option<S> + Send + Sync + 'static,
    S: Into<Cow<'static, str>>,
{
    out.ask_later(crate::section::Sources::new(of));
    put_options(value, out);
}

/// `with` a closure: it is told what it takes.
pub fn with<'v, T: ?Sized, R>(value: &'v T, show: impl FnOnce(&'v T) -> R) -> R {
    show(value)
}

/// `skip_if` of a closure.
pub fn is<T: ?Sized>(value: &T, test: impl FnOnce(&T) -> bool) -> bool {
    test(value)
}

/// What `#[gmr::main]` does with the result of the set-up: a program whose reports cannot be set
/// up is still a program that works.
pub fn started<G, E: Display>(set_up: Result<G, E>) -> Option<G> {
    set_up.inspect_err(|error| crate::reporter::say(&format!("reports are off: {error}"))).ok()
}
