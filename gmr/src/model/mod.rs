//! A report as inert data: no view, no clock, no system call.

mod report;
mod schema;
mod thread;
mod value;

pub use report::{Content, Origin, Report, Section, Sender, Service, Status, Trigger, TriggerKind};
pub use schema::{Schema, SchemaOption};
pub use thread::{Frame, Role, Stack, StackEnd, Thread, ThreadState, Threads, Timing};
pub use value::{Entry, Value};
