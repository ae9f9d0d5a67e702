//! The thread that makes reports, how it is set up, and how it is asked.

mod armed;
mod builder;
mod deliver;
mod descriptors;
mod inbox;
mod lock;
mod loose;
mod reporting;
mod service;
mod settings;

pub use armed::{collect, rearm, report, report_async};
pub use builder::{Autorun, Guard, autorun};
pub use inbox::Destination;
pub use settings::{Interval, Signal};

pub(crate) use deliver::say;
