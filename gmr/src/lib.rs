//! Guru Meditation Reports: a running process says what it is doing.
//!
//! On `kill -USR2 PID` the process writes a report: its package and version, the stack of every
//! thread, its process, its configuration with the secrets masked, and the sections that the
//! program registered. In process, in an ordinary release build on stable Rust, without ptrace.

#[cfg(not(unix))]
compile_error!("gmr needs a Unix system: it is asked by a signal");

extern crate self as gmr;

pub mod model;

mod error;

pub use error::Error;
