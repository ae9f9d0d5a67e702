//! Attributes on functions where nothing that they could name is what it seems.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(
    missing_docs,
    unused,
    unused_qualifications,
    unused_results,
    elided_lifetimes_in_paths,
    single_use_lifetimes,
    trivial_casts,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]
#![allow(dead_code)]

extern crate gmr as meditation;

/// Names of the standard library, and of what the macros make.
pub mod shadows {
    macro_rules! shadow {
        ($($name:ident)*) => {
            $(
                /// A shadow.
                pub struct $name;
            )*
        };
    }
    shadow! { Option Result String Some None Ok Err Pin Future Task Live Out Tier Instance Inside }
    /// A shadow.
    pub mod core {}
    /// A shadow.
    pub mod std {}
    /// A shadow.
    pub mod inventory {}
}

#[allow(unused_imports)]
use self::shadows::{
    Err, Future, Inside, Instance, Live, None, Ok, Option, Out, Pin, Result, Some, String, Task,
    Tier,
};
#[allow(unused_imports)]
use self::shadows::{core, inventory, std};

/// Methods of every type, with the names that the macros' own types have.
#[allow(clippy::wrong_self_convention, clippy::new_ret_no_self)]
pub trait Confusing {
    /// Not ours.
    fn begin(&self) {}
    /// Not ours.
    fn drive(&self) {}
    /// Not ours.
    fn find(&self) {}
    /// Not ours.
    fn look(&self) {}
    /// Not ours.
    fn new(&self) {}
    /// Not ours.
    fn order(&self) {}
}

impl<T> Confusing for T {}

const fn is_on() -> bool {
    true
}

#[meditation::section(crate = meditation, enabled = is_on, order = -3, timeout = "1s")]
async fn later<'a>() -> ::core::result::Result<&'a str, ::std::io::Error> {
    ::std::future::ready(()).await;
    ::core::result::Result::Ok("x")
}

#[::gmr::section("By debug", debug, enabled = || true)]
async fn debugged() -> ::core::option::Option<u8> {
    ::std::future::ready(::core::option::Option::None).await
}

#[::gmr::section("Written", enabled = is_on)]
fn written(out: ::gmr::Out<'_>) {
    out.null();
}

/// A type with sections.
pub struct Pool<'a, T> {
    idle: &'a T,
}

static POOL: ::std::sync::LazyLock<::std::sync::Mutex<Pool<'static, u8>>> =
    ::std::sync::LazyLock::new(|| ::std::sync::Mutex::new(Pool { idle: &7 }));

#[meditation::sections(static = POOL, crate = meditation)]
impl<'a, T: ::core::marker::Copy + ::core::marker::Sync + ::core::fmt::Display> Pool<'a, T> {
    /// Documented.
    #[section("Idle")]
    #[must_use]
    pub fn r#type(&self) -> impl ::core::fmt::Display + use<'a, T> {
        *self.idle
    }

    #[::gmr::section("Idle later", enabled = is_on)]
    async fn later(&self) -> u8 {
        ::std::future::ready(1).await
    }

    #[section("Idle written", display, order = 2)]
    const fn fn_(&self) -> &'a T {
        self.idle
    }

    #[meditation::task(crate = meditation, detail("{}", self.idle))]
    async fn work<U>(&self, __gmr_body: U, out: &str) -> (U, &'a T)
    where
        U: ::core::marker::Send,
    {
        let _ = out;
        ::std::future::ready(()).await;
        (__gmr_body, self.idle)
    }
}

/// A task.
#[::gmr::task("worker", detail("{id}"))]
pub async fn work(id: u32, mut more: ::std::vec::Vec<u8>) -> impl ::core::fmt::Display {
    more.push(1);
    let _ = ::std::future::ready(more.len()).await;
    id
}

/// A task without end.
#[::gmr::task]
pub async fn forever() -> ! {
    loop {
        ::std::future::pending::<()>().await;
    }
}

macro_rules! made {
    ($vis:vis $name:ident, $ty:ty, $title:literal, $detail:literal, $parameter:ident, $value:expr) => {
        /// Made.
        #[::gmr::task($title, detail($detail, $parameter))]
        $vis async fn $name($parameter: $ty) -> $ty {
            ::std::future::ready(()).await;
            $parameter
        }

        const _: () = {
            #[::gmr::section($title, enabled = is_on)]
            async fn $name() -> $ty {
                $value
            }
        };
    };
}

made!(pub made, u8, "made", "{}", number, 3);

fn main() {
    #[::gmr::section("Local")]
    async fn local() -> u8 {
        ::std::future::ready(7).await
    }
    #[::gmr::task]
    async fn local_task() {
        ::std::future::ready(()).await;
    }
    ::core::mem::drop((work(1, ::std::vec::Vec::new()), forever(), made(1)));
    ::core::mem::drop(local_task());
}
