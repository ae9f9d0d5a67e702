//! Guru Meditation Reports: a running process says what it is doing.
//!
//! On `kill -USR2 PID` the process writes a report: its package and version, the stack of every
//! thread, its process, its configuration with the secrets masked, and the sections that the
//! program registered. In process, in an ordinary release build on stable Rust, without ptrace.

#[cfg(not(unix))]
compile_error!("gmr needs a Unix system: it is asked by a signal");

extern crate self as gmr;

pub mod model;
pub mod view;

mod capture;
mod error;
mod generator;
mod report;
mod reporter;
mod section;
mod sink;
mod sys;
mod trigger;

pub use error::Error;
pub use generator::package::Package;
pub use reporter::{
    Autorun, Destination, Guard, Interval, Signal, autorun, collect, rearm, report,
};
pub use section::{
    ConfigReport, Debug, Display, Instances, List, Map, Out, ReportSection, ReportValue,
    SectionGuard, Tracked, debug, display, is_sensitive_name, register, register_weak, to_value,
    track,
};
