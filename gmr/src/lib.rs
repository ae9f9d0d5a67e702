//! Guru Meditation Reports: a running process says what it is doing.
//!
//! On `kill -USR2 PID` the process writes a report: its package and version, the stack of every
//! thread, its process, its configuration with the secrets masked, and the sections that the
//! program registered. In process, in an ordinary release build on stable Rust, without ptrace.
//!
//! ```
//! use gmr::{ConfigReport, ReportSection};
//! use std::sync::{LazyLock, Mutex};
//!
//! #[derive(ConfigReport)]
//! #[gmr(static = CONFIG)] // listed under "Configuration"
//! struct Config {
//!     database_url: String, // its password is masked
//!     api_token: String,    // masked by its name
//! }
//!
//! static CONFIG: LazyLock<Config> = LazyLock::new(|| Config {
//!     database_url: "postgres://shop:hunter2@db/shop".into(),
//!     api_token: "tok-12345".into(),
//! });
//!
//! #[derive(ReportSection)]
//! struct Queue {
//!     waiting: Vec<String>,
//!     #[gmr(unit = "jobs")]
//!     done: u64,
//! }
//!
//! #[gmr::section("Job queue")] // looked into without waiting for the lock
//! static QUEUE: Mutex<Queue> = Mutex::new(Queue { waiting: Vec::new(), done: 0 });
//!
//! #[gmr::main] // from here on, `kill -USR2` is answered
//! fn main() {
//!     LazyLock::force(&CONFIG);
//!     let text = gmr::view::text(&gmr::collect());
//!     assert!(text.contains("database_url = postgres://shop:***@db/shop"));
//!     assert!(text.contains("api_token = ***"));
//!     assert!(text.contains("done = 0 jobs"));
//! }
//! ```
//!
//! # What is here
//!
//! - **Set-up**: [`#[gmr::main]`](macro@main) on `main`, [`setup_autorun!`] elsewhere, [`autorun`]
//!   for the builder behind both. An operator adds to it with `GMR_LOG_DIR`, `GMR_FORMAT`,
//!   `GMR_KEEP`, `GMR_SIGNAL`, `GMR_FILE_EVENT_HANDLER`, `GMR_FILE_EVENT_HANDLER_INTERVAL`,
//!   `GMR_RATE_LIMIT`, `GMR_ON_PANIC` and `GMR_CAPTURE`.
//! - **Sections**: [`#[gmr::section]`](macro@section) on a function or a static,
//!   [`#[gmr::sections]`](macro@sections) on an `impl` block,
//!   [`derive(ReportSection)`](derive@ReportSection), and [`register`], [`register_weak`] and
//!   [`track`] while running. [`check()`] tells a test what is registered, and [`link!`] brings
//!   the sections of a crate that nothing else names.
//! - **Tasks**: [`#[gmr::task]`](macro@task) on an `async fn`, and [`.traced()`](Traced) behind a
//!   future.
//! - **Configuration**: [`derive(ConfigReport)`](derive@ConfigReport); [`schema()`] prints its
//!   options without a value, [`Autorun::sources`] tells where each value came from.
//! - **Reports** by call: [`report()`] writes one, [`report_async`] likewise without blocking an
//!   executor, [`collect`] returns one as
//!   [data](model::Report). With [`Autorun::on_panic`] a panic makes one, too.
//! - **Views** of that data: [`view::text`] and [`view::html`] for eyes; `view::json`,
//!   `view::ndjson` and `view::xml` for machines; [`view::collapsed`] and `view::speedscope` for
//!   flame graphs. [`view::Format`] names them all.
//! - **To read**: the [cookbook]; and the [guide]: what each line of a report
//!   [means](guide::reading), what to do when a [service hangs](guide::hang), what is
//!   [masked](guide::masking), and how gmr [compares](guide::comparison) with others.
//!
//! # What is there without a line of code
//!
//! Beside threads, tasks and configuration: the environment (names, and values of an allow-list),
//! limits, the control group, memory, open files, loaded libraries and the host. [`BuiltIn`] lists
//! them; [`Autorun::without`] leaves one out.
//!
//! # What a section may do
//!
//! Anything that does not end the process: it runs on a thread of gmr's, under a deadline. One
//! that panics, hangs, or waits for a lock that is never released becomes a line in the report,
//! which goes on without it and shows where it is stuck. Values in a `Mutex` or the like are looked into for 10 ms, and then
//! shown as `<locked>`; a `LazyLock` is never forced.
//!
//! # Whom a report interrupts
//!
//! No thread that sleeps, but for a few whose stacks cannot be read for certain: system calls that
//! wait do not return early. A thread that runs gets a real-time signal, and copies its own stack
//! in the handler. [`CaptureMode`] and `GMR_CAPTURE` choose otherwise.
//!
//! # Features
//!
//! None changes how a report shows what it shows without it. (In the [data](model::Report), an
//! `ArcSwap` of a number is text without its feature.) Only `json` is on by default: which format
//! an operator needs is known after the build.
//!
//! | feature | shows |
//! |---|---|
//! | `json` | reports by `view::json`, `view::ndjson` and `view::speedscope` |
//! | `xml` | reports by `view::xml` |
//! | `arc-swap` | `ArcSwap<T>`, `ArcSwapOption<T>` and the like: the value of the last store |
//! | `parking_lot` | `Mutex<T>`, `FairMutex<T>`, `ReentrantMutex<T>`, `RwLock<T>` of parking_lot 0.12 and 0.13, and of whatever is built on `lock_api` |
//! | `parking_lot-deadlock` | deadlocks of the locks of parking_lot 0.12 and 0.13, as their own detector finds them; every lock then keeps who has it, and the program must not ask the detector, too |
//! | `secrecy` | `SecretBox<T>`, `SecretString`, `SecretSlice<T>`: `***`, and `<unset>` for `None` |
//! | `serde` | any `Serialize` value that is wrapped by `gmr::serde(..)`; never a configuration |
//! | `stream` | what a [`Tracked`](task::Tracked) stream waits for, as if it were a future |
//! | `tokio` | `Mutex<T>`, `RwLock<T>`, `OnceCell<T>`, `watch::Receiver<T>` and `watch::Sender<T>` of `tokio::sync`; and `async` sections run in the program's runtime |
//! | `url` | `Url` and `Host` in every container; alone they are shown by their `Display` anyway |
//! | `uuid` | `Uuid` and `NonNilUuid`, likewise |
//!
//! What the holders hold has its own form, and is a configuration if it is one: a hot-reloaded
//! configuration is read when the report is made. A `watch` channel can only be looked into by
//! waiting for the closure of a `send_modify` that is running; if that hangs, the section runs
//! out of its time.
//!
//! # What it needs
//!
//! A Unix system. The stacks of other threads are captured on Linux, on x86_64 and aarch64;
//! elsewhere the Threads section says that they are not. For file and line, the build needs debug
//! information: `debug = "limited"` in the profile, or `app.debug` beside `app`. A stripped program
//! shows modules and offsets; [`symbolize`] makes names of them, also later and elsewhere.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(not(unix))]
compile_error!("gmr needs a Unix system: it is asked by a signal");

extern crate self as gmr;

pub mod check;
#[cfg(any(doc, doctest))]
pub mod cookbook;
#[cfg(any(doc, doctest))]
pub mod guide;
pub mod model;
pub mod symbolize;
pub mod task;
pub mod view;

mod capture;
mod error;
mod generator;
mod lock;
mod macros;
mod report;
mod reporter;
mod section;
mod sink;
mod sys;
mod trigger;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

/// The door for the fuzzers.
#[cfg(all(fuzzing, gmr_capture))]
#[doc(hidden)]
pub mod __fuzz {
    pub use crate::capture::fuzz::*;
    pub use crate::view::fuzz::report;
}

pub use capture::CaptureMode;
pub use check::check;
pub use error::Error;
pub use generator::BuiltIn;
pub use generator::package::Package;
pub use generator::threads::drop_caches;
pub use gmr_derive::{ConfigReport, ReportSection, main, section, sections, task};
pub use reporter::{
    Autorun, Destination, Guard, Interval, Signal, Sink, autorun, collect, rearm, report,
    report_async,
};
pub use section::{
    ConfigReport, Debug, Display, Field, Instances, List, Map, Out, ReportSection, ReportValue,
    SectionGuard, Tracked, debug, display, is_sensitive_name, mask_name, register, register_weak,
    schema, show_name, to_value, track,
};

pub use task::Traced;

#[cfg(feature = "tokio")]
#[cfg_attr(docsrs, doc(cfg(feature = "tokio")))]
pub use task::tokio::spawn;

#[cfg(feature = "serde")]
pub use section::{Serde, serde};

/// The program in the README is a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
