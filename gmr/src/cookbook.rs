//! Recipes: how to show what a program has.
//!
//! # My configuration is behind an `ArcSwap`
//!
//! With the feature `arc-swap` the holder is read when a report asks, so that a reloaded
//! configuration is shown as it is now. `RwLock`, `Mutex` and (feature `tokio`) `watch` work the
//! same, in a static or given to the set-up.
//!
#![cfg_attr(feature = "arc-swap", doc = "```")]
#![cfg_attr(not(feature = "arc-swap"), doc = "```ignore")]
//! use arc_swap::ArcSwap;
//! use std::sync::{Arc, LazyLock};
//!
//! #[derive(gmr::ConfigReport, Default)]
//! #[gmr(default, static = CONFIG)]
//! struct ShopConfig {
//!     workers: usize,
//! }
//!
//! static CONFIG: LazyLock<ArcSwap<ShopConfig>> = LazyLock::new(Default::default);
//!
//! CONFIG.store(Arc::new(ShopConfig { workers: 8 })); // SIGHUP
//! assert!(gmr::view::text(&gmr::collect()).contains("workers = 8  (default: 0)"));
//! ```
//!
//! # Where did this option come from?
//!
//! The loader knows. `.sources(...)` after `.conf(...)` asks it for each option by its dotted
//! name; the report shows `listen = 0.0.0.0:80  (APP_ environment variable(s); default: ...)`.
//!
//! ```
//! # use std::collections::HashMap;
//! #[derive(gmr::ConfigReport)]
//! struct ShopConfig {
//!     workers: usize,
//! }
//!
//! # fn main() -> Result<(), gmr::Error> {
//! let config = ShopConfig { workers: 8 };
//! let origin = HashMap::from([("workers", "env SHOP_WORKERS")]);
//! let _guard = gmr::autorun(gmr::package!())
//!     .conf(config)
//!     .sources(move |option| origin.get(option).copied())
//!     .start()?;
//! assert!(gmr::view::text(&gmr::collect()).contains("workers = 8  (env SHOP_WORKERS)"));
//! # Ok(())
//! # }
//! ```
//!
//! - **figment**: `move |option| figment.find_metadata(option).map(|from| from.name.to_string())`
//! - **config**: `move |option| loaded.get::<config::Value>(option).ok()?.origin().map(str::to_owned)`
//! - **clap**: `move |option| matches.value_source(option).map(|from| format!("{from:?}"))`
//!
//! # My state is in an actor
//!
//! A report must not wait for an answer from something that may be stuck. Let the actor put what
//! is worth knowing where a report can look: a shared state, or one snapshot that it replaces.
//!
//! ```
//! use gmr::ReportSection;
//! use std::sync::{Arc, Mutex, mpsc};
//!
//! #[derive(ReportSection, Default)]
//! struct Progress {
//!     handled: u64,
//!     last: Option<String>,
//! }
//!
//! let (send, receive) = mpsc::channel::<String>();
//! let progress = Arc::new(Mutex::new(Progress::default()));
//! gmr::register_weak("Mailer", &progress).detach(); // `<gone>` when the actor has ended
//!
//! let actor = std::thread::spawn(move || {
//!     for mail in receive {
//!         let mut progress = progress.lock().unwrap();
//!         progress.handled += 1;
//!         progress.last = Some(mail);
//!     }
//! });
//! # let shown = || gmr::collect().section("Mailer").unwrap().value().unwrap().to_string();
//! send.send("to ann".into()).unwrap();
//! # while !shown().contains("to ann") {}
//! assert_eq!(shown(), "handled = 1\nlast = to ann");
//! drop(send);
//! actor.join().unwrap();
//! assert_eq!(shown(), "<gone>");
//! ```
//!
//! # One section for each plugin
//!
//! What is loaded while running registers itself while running; the section goes with its guard.
//!
//! ```
//! struct Plugin {
//!     name: String,
//!     _section: gmr::SectionGuard,
//! }
//!
//! fn load(name: &str, version: &'static str) -> Plugin {
//!     let _section = gmr::register(format!("Plugin {name}"), move || version);
//!     Plugin { name: name.to_owned(), _section }
//! }
//!
//! let plugin = load("gzip", "1.4");
//! assert!(gmr::collect().section("Plugin gzip").is_some());
//! drop(plugin);
//! assert!(gmr::collect().section("Plugin gzip").is_none());
//! ```
//!
//! # Many connections that come and go
//!
//! One section lists all of them: `instances`, and [`track`](crate::track) where one begins. What
//! it returns is an `Arc`, and the connection leaves the list with its last owner.
//!
//! ```
//! use gmr::ReportSection;
//! use std::net::SocketAddr;
//! use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
//!
//! #[derive(ReportSection)]
//! #[gmr(title = "Connections", instances)]
//! struct Connection {
//!     peer: SocketAddr,
//!     #[gmr(unit = "B")]
//!     received: AtomicU64,
//! }
//!
//! let peer = ([10, 0, 0, 7], 4711).into();
//! let connection = gmr::track(Connection { peer, received: AtomicU64::new(0) });
//! connection.received.fetch_add(512, Relaxed);
//! # let report = gmr::collect();
//! # let shown = report.section("Connections").unwrap().value().unwrap().to_string();
//! # assert_eq!(shown, "[dict]\n  peer = 10.0.0.7:4711\n  received = 512 B");
//! ```
//!
//! # My state is a local variable
//!
//! Share it, and register what shows it; it is shown until the guard is dropped.
//!
//! ```
//! use std::sync::{Arc, RwLock};
//!
//! let users = Arc::new(RwLock::new(vec!["ann"]));
//! let shown = Arc::clone(&users);
//! let guard = gmr::register("Users", move || Arc::clone(&shown)); // no lock is waited for
//! # let report = gmr::collect();
//! # assert_eq!(report.section("Users").unwrap().value().unwrap().to_string(), "ann");
//! # drop((guard, users));
//! ```
//!
//! # A type that is not mine
//!
//! In a field: `#[gmr(display)]`, `#[gmr(debug)]`, or `#[gmr(with = path)]` with a function that
//! makes something of it. Elsewhere: [`display`](crate::display()), [`debug`](crate::debug()), or
//! a newtype with a [`ReportValue`](crate::ReportValue) of its own. With the feature `serde`,
//! `gmr::serde(&value)` shows anything that can be serialised; it is not for configurations,
//! whose `Serialize` knows nothing of secrets.
//!
//! ```
//! use std::process::Command;
//!
//! let mut command = Command::new("ls");
//! command.arg("/");
//! gmr::register("Child", move || gmr::debug(format_args!("{command:?}").to_string())).detach();
//! # assert!(gmr::collect().section("Child").is_some());
//! ```
//!
//! # My sections are in another crate
//!
//! A crate that is in `Cargo.toml` but named nowhere is not linked, and its sections with it.
//! [`link!`](crate::link) names it; a test says whether all are there:
//!
//! ```
//! # extern crate gmr as plug_a;
//! gmr::link!(plug_a);
//!
//! # gmr::register("Pool", || 1).detach();
//! #[test]
//! # fn unused() {}
//! fn every_section_is_there() {
//!     gmr::check().assert_sections(&["Pool"]);
//! }
//! # every_section_is_there();
//! ```
//!
//! # A report for a health endpoint
//!
//! [`collect`](crate::collect) returns a report as data without writing it anywhere. It runs the
//! sections on threads of gmr's and waits for them, so call it where waiting is allowed.
//!
//! ```
//! fn health() -> (u16, String) {
//!     let report = gmr::collect();
//!     let status = if report.is_complete() { 200 } else { 503 };
//!     (status, gmr::view::text(&report))
//! }
//! # assert!(health().1.contains("Guru Meditation"));
//! ```
//!
//! # A task for each request
//!
//! With axum, tonic or whatever is built on tower, the layer of the feature `tower` does it:
//! `.layer(gmr::task::tower::Layer::new())`. Elsewhere say where requests are spawned what each is:
//!
//! ```
//! use gmr::Traced;
//!
//! # async fn serve(_: u32) {}
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! # let (id, path) = (7, "/users");
//! let request = serve(id).traced_as(format!("GET {path}")).detail(format_args!("request {id}"));
//! tokio::spawn(request).await.unwrap();
//! # }
//! ```
//!
//! Secrets in names and details are masked, and a path without its query has few. Wrap each future
//! once: `gmr::spawn` of a future that is `.traced()` makes two tasks, one around the other.
//!
//! # A task that I miss, or its trace
//!
//! - It is not listed: nobody wrapped its future. Libraries that spawn by themselves do not. The
//!   section says how many tasks of a tokio runtime are not tracked; the features `hyper` and
//!   `tower` reach some, and with `--cfg tokio_unstable` `gmr::task::tokio::watch` counts all.
//! - Its trace ends at `FuturesUnordered`, `buffer_unordered`, `for_each_concurrent`, a `join_all`
//!   of more than 30 or `Shared`: these give wakers of their own to what is in them, and poll only
//!   what was woken. Put `.traced()` behind the futures that go in, and each has a trace of its own.
//! - "nothing took its waker": the future waits, and has told nobody. If it is not
//!   `std::future::pending`, it will never wake.
//! - "did not answer": its executor has not polled it, because all its threads are busy (the section
//!   says on what), or because nobody drives it: a runtime that was dropped, a `block_on` that has
//!   returned. The last known trace is shown, if an earlier report had one.
//! - Its wakers work on their own thread only (monoio): put `.not_asked()` behind `.traced()`, and the
//!   task is listed without a trace. An executor that looks into its wakers (embassy) finds another's
//!   there while a report asks: `.not_asked()`, too.
//!
//! # Await lines in what I ship
//!
//! A trace has the line of each await if the program has debug information; it is not needed on the
//! machine where it runs, see [`symbolize`](crate::symbolize).
//!
//! ```toml
//! [profile.release]
//! debug = "limited" # or 1; "line-tables-only" has the lines, and short names
//! ```
//!
//! Do not compress it (`-Wl,--compress-debug-sections`): it is read in place, and skipped if it is
//! compressed.
//!
//! # What a report does to my tasks
//!
//! It polls each idle one once more, or a few times if several branches wait in it. So a future must
//! bear to be polled for nothing, as with `select!` and `join!`. The locks, semaphores and
//! notifications of tokio keep the order of those who wait. The `Mutex` of futures and the
//! `Semaphore` of async-lock may put a task at the end of their queue when it is polled again.
//! Polls of reports are among the polls that are counted, and do not end the time for which a task
//! has waited.
//!
//! Between reports gmr keeps a waker of each task that waits. A small executor that owns its tasks
//! through their wakers only (tokio and smol keep a list) drops a task when the last one is gone,
//! because nobody can wake it any more: one that waits for nothing then stays, and is shown
//! ("nothing took its waker"). With `.not_asked()` it goes.
