//! Surroundings in which nothing that a macro could name is what it seems.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    unused,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    absolute_paths_not_starting_with_crate,
    ambiguous_negative_literals,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    future_incompatible,
    let_underscore_drop,
    meta_variable_misuse,
    nonstandard_style,
    redundant_lifetimes,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unreachable_pub,
    unstable_features,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
#![allow(dead_code)]

/// Types and modules with the names of the standard library's.
pub mod shadows {
    macro_rules! shadow {
        ($($name:ident)*) => {
            $(
                /// A shadow.
                pub struct $name;
            )*
        };
    }
    shadow! { Option Result String Vec Box Some None Ok Err Duration Field List Map Out Tier }
    shadow! { ReportSection ReportValue ConfigReport SectionEntry SectionMeta Origin Tracker }
    /// A shadow.
    pub trait Default {}
    /// A shadow.
    pub trait Send {}
    /// A shadow.
    pub trait Sync {}
    /// A shadow.
    pub trait Display {}
    /// A shadow.
    pub mod core {}
    /// A shadow.
    pub mod std {}
    /// A shadow.
    pub mod alloc {}
    /// A shadow.
    pub mod inventory {}
    /// A shadow.
    pub mod gmr {}
    /// A shadow.
    pub mod steps {}
}

#[allow(unused_imports)]
use self::shadows::{Box, Err, None, Ok, Result, Some, Vec};
#[allow(unused_imports)]
use self::shadows::{
    ConfigReport, List, Origin, ReportSection, ReportValue, SectionEntry, SectionMeta, Tracker,
};
#[allow(unused_imports)]
use self::shadows::{Default, Display, Duration, Field, Map, Out, Send, Sync, Tier};
use self::shadows::{Option, String};
#[allow(unused_imports)]
use self::shadows::{alloc, core, gmr, inventory, std, steps};

macro_rules! confusing {
    ($($name:ident)*) => {
        $(
            /// Not ours.
            fn $name(&self) {}
        )*
    };
}

/// Methods of every type, with the names of the writer's.
#[allow(clippy::wrong_self_convention, clippy::new_ret_no_self)]
pub trait Confusing {
    confusing! {
        default display entry field flatten gmr_put gmr_secret help item list map meta named new
        null order put report report_fields secret symbol timeout_ms tracker unit value
    }
}

impl<T> Confusing for T {}

/// A section with fields that are hard to name.
#[derive(::gmr::ReportSection)]
#[gmr(static = PLAIN)]
pub struct Plain {
    /// A field.
    pub r#type: u8,
    /// A field.
    pub r#fn: &'static str,
    /// A field.
    #[gmr(secret)]
    pub shadowed: String,
    /// A field.
    #[gmr(skip)]
    pub skipped: Option,
    /// A field.
    __map: u8,
    /// A field.
    __out: u8,
    /// A field.
    __gmr: u8,
    /// A field.
    __m: u8,
    /// A field.
    #[gmr(flatten)]
    __list: Newtype<Packed>,
    /// A field.
    #[gmr(with = |value: &u8| *value)]
    pub with: u8,
    /// A field.
    #[gmr(debug, unit = "ms")]
    pub debug: ::core::option::Option<u8>,
    /// A field.
    #[cfg(any())]
    pub gone: Result,
    /// A field.
    #[cfg_attr(any(), gmr(frobnicate))]
    #[cfg_attr(all(), gmr(rename = "renamed"))]
    pub attribute: u8,
}

static PLAIN: Plain = Plain {
    r#type: 1,
    r#fn: "",
    shadowed: String,
    skipped: Option,
    __map: 1,
    __out: 2,
    __gmr: 3,
    __m: 4,
    __list: Newtype(Packed { idle: 5, busy: 6 }),
    with: 3,
    debug: ::core::option::Option::None,
    attribute: 4,
};

/// Has an associated type.
pub trait Associated {
    /// The type.
    type Item;
}

/// A section with every kind of parameter.
#[derive(::gmr::ReportSection)]
#[allow(explicit_outlives_requirements)]
pub struct Generic<'a, 'b: 'a, T, U: Associated, const N: usize, const B: bool>
where
    T: 'a + ::core::clone::Clone,
{
    /// A field.
    pub items: [T; N],
    /// A field.
    pub borrowed: &'a &'b str,
    /// A field.
    pub item: U::Item,
    /// A field.
    pub mark: ::core::marker::PhantomData<U>,
    /// A field.
    #[gmr(debug)]
    pub debug: ::core::option::Option<T>,
}

/// A newtype.
#[derive(::gmr::ReportSection)]
pub struct Newtype<T>(pub T);

/// A section whose fields cannot be borrowed.
#[derive(::gmr::ReportSection)]
#[repr(C, packed)]
pub struct Packed {
    /// A field.
    pub idle: u8,
    /// A field.
    pub busy: u32,
}

/// A section that borrows.
#[derive(::gmr::ReportSection)]
#[gmr(default)]
pub struct Borrows<'a> {
    /// A field.
    pub name: &'a str,
}

impl ::core::default::Default for Borrows<'_> {
    fn default() -> Self {
        Self { name: "nobody" }
    }
}

/// Nobody is to use it, but it is shown.
#[deprecated]
#[derive(::gmr::ReportSection)]
pub struct Old {
    /// A field.
    #[deprecated]
    pub field: u8,
}

/// Likewise.
#[deprecated]
#[derive(::gmr::ConfigReport)]
pub struct OldConfig {
    /// A field.
    #[deprecated]
    pub field: u8,
}

/// A tuple.
#[derive(::gmr::ReportSection)]
pub struct Pair(pub u8, #[gmr(skip)] pub Option);

/// A section without content.
#[derive(::gmr::ReportSection)]
pub struct Unit;

/// Variants of every kind.
#[derive(::gmr::ReportSection)]
pub enum Choice<T> {
    /// A variant.
    r#Loop,
    /// A variant.
    One(T),
    /// A variant.
    Two(u8, #[gmr(skip)] Option),
    /// A variant.
    Named {
        /// A field.
        r#in: u8,
        /// A field.
        __variant: u8,
        /// A field.
        __gmr_0: u8,
        /// A field.
        #[gmr(skip)]
        hidden: Option,
    },
}

/// No variants.
#[derive(::gmr::ReportSection)]
pub enum Never {}

/// A section of all instances.
#[derive(::gmr::ReportSection)]
#[gmr(instances)]
pub struct Tracked {
    /// A field.
    pub idle: u8,
}

/// A group of options.
#[derive(::gmr::ConfigReport)]
#[gmr(static = CONFIG, default)]
pub struct AppConfig {
    /// An option.
    pub port: u16,
    /// A group.
    #[gmr(flatten)]
    pub log: Log,
}

/// A group of options without any.
#[derive(::gmr::ConfigReport)]
pub struct Log {}

/// A group with a group beside its own options, and with what its options are by default.
#[derive(::gmr::ConfigReport)]
pub struct Said<T> {
    /// An option.
    #[gmr(default = 3.0, env = "PORT", skip_if = |port| *port > 9.0, format = "{:.1}")]
    pub port: f32,
    /// An option.
    #[gmr(default, help = "help", unit = "ms")]
    pub span: ::core::option::Option<u8>,
    /// An option.
    #[gmr(default = b"", with = |bytes| bytes.len())]
    pub bytes: &'static [u8],
    /// A group.
    pub log: Log,
    /// A group.
    pub generic: T,
}

/// A group with nothing but another one.
#[derive(::gmr::ConfigReport)]
pub struct Wrapper {
    /// A group.
    #[gmr(flatten)]
    pub log: Log,
}

/// A word in a string.
#[derive(::gmr::ReportSection)]
#[gmr(transparent, bound = "T: ::core::fmt::Display")]
pub struct Shown<T> {
    /// A field.
    #[gmr(skip_if = |_| false)]
    pub value: T,
}

impl ::core::default::Default for AppConfig {
    fn default() -> Self {
        Self { port: 1, log: Log {} }
    }
}

static CONFIG: AppConfig = AppConfig { port: 2, log: Log {} };

macro_rules! made {
    (
        $(#[$attribute:meta])* $vis:vis $name:ident, $field:ident: $ty:ty = $value:expr,
        $title:literal, $order:expr
    ) => {
        $(#[$attribute])*
        #[derive(::gmr::ReportSection)]
        #[gmr(title = $title, order = $order)]
        $vis struct $name {
            #[doc = $title]
            pub $field: $ty,
            #[gmr(rename = $title)]
            #[doc = $title]
            pub other: $ty,
        }

        #[::gmr::section($title, order = $order)]
        #[doc = $title]
        $vis fn made() -> $ty {
            $value
        }

        /// A static.
        #[::gmr::section($title)]
        $vis static MADE: $ty = $value;
    };
}

made! {
    /// Made by a macro.
    pub Made, r#match: ::core::option::Option<&'static str> = ::core::option::Option::None, "made", -4
}

#[::gmr::section]
#[cfg(any())]
fn not_there() -> Missing {
    Missing
}

#[cfg(unix)]
#[::gmr::section]
const fn is_there() -> u8 {
    3
}

#[::gmr::section]
fn borrowed<'a>() -> ::core::result::Result<&'a str, ::std::io::Error> {
    ::std::env::current_dir().map(|_| "x")
}

#[::gmr::section]
fn opaque() -> impl ::core::fmt::Display {
    ""
}

#[::gmr::section]
fn writes(out: ::gmr::Out<'_>) {
    out.value(&1_u8);
}

fn main() {
    #[derive(::gmr::ReportSection)]
    #[gmr(default, title = "In a function")]
    struct Local {
        idle: u8,
    }

    impl ::core::default::Default for Local {
        fn default() -> Self {
            Self { idle: 9 }
        }
    }

    #[::gmr::section("Function in a function")]
    const fn local() -> u8 {
        7
    }

    ::core::mem::drop(::std::env::args());
}
