//! Surroundings in which nothing that a macro could name is what it seems.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    unused,
    unused_qualifications,
    unused_results,
    elided_lifetimes_in_paths,
    single_use_lifetimes,
    trivial_casts
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
    shadow! { Option Result String Vec Box Some None Ok Err Duration Field Map Out Tier }
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
}

#[allow(unused_imports)]
use self::shadows::{Default, Display, Duration, Field, Map, Out, Send, Sync, Tier};
#[allow(unused_imports)]
use self::shadows::{alloc, core, inventory, std};
#[allow(unused_imports)]
use self::shadows::{Box, Err, None, Ok, Result, Some, Vec};
use self::shadows::{Option, String};

/// Methods of every type, with the names of the writer's.
pub trait Confusing {
    /// Not ours.
    fn report(&self) {}
    /// Not ours.
    fn field(&self) {}
    /// Not ours.
    fn map(&self) {}
    /// Not ours.
    fn null(&self) {}
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
    pub __map: u8,
    /// A field.
    pub __out: u8,
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
pub struct Generic<'a, 'b: 'a, T: 'a, U: Associated, const N: usize, const B: bool>
where
    T: ::core::clone::Clone,
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
    ($(#[$attribute:meta])* $vis:vis $name:ident, $field:ident: $ty:ty = $value:expr, $title:literal, $order:expr) => {
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

#[cfg(all())]
#[::gmr::section]
const fn is_there() -> u8 {
    3
}

#[::gmr::section]
fn borrowed<'a>() -> ::core::result::Result<&'a str, ::std::io::Error> {
    ::core::result::Result::Ok("x")
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
    fn local() -> u8 {
        7
    }
}
