//! The thread that makes reports, how it is set up, and how it is asked.

mod armed;
mod builder;
mod deliver;
mod descriptors;
mod folder;
mod inbox;
mod interval;
mod limit;
mod lock;
mod loose;
mod output;
mod panics;
mod rendered;
mod reporting;
mod service;
mod settings;

pub use armed::{collect, rearm, report, report_async};
pub use builder::{Autorun, Guard, autorun};
pub use inbox::Destination;
pub use interval::Interval;
pub use output::Sink;
pub use settings::Signal;

pub(crate) use deliver::say;
