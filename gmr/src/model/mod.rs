//! A report as inert data: no view, no clock, no system call.

mod report;
mod schema;
mod task;
mod thread;
mod value;

pub use report::{
    Content, Host, Origin, Report, Section, Sender, Service, Status, Trigger, TriggerKind,
};
pub use schema::{Schema, SchemaOption};
pub use task::{Branch, BranchEnd, Place, Task, TaskState, TaskTiming, Tasks, Trace, Untracked};
pub use thread::{
    Contention, CpuTime, Deadlock, Frame, Gap, Method, Module, Role, Stack, StackEnd, Switches,
    SystemCall, Thread, ThreadState, Threads, Timing, Wait, WaitKind,
};
pub use value::{Entry, Value};
