//! Why a report is made: a signal came, a file changed, or a thread panicked.

mod file;
mod panic;
mod signal;

pub(crate) use file::TriggerFile;
pub(crate) use panic::{Panic, PanicTrigger};
pub(crate) use signal::{SignalTrigger, name as signal_name, parse as parse_signal};

pub(crate) use crate::sys::{Arrivals, block_all_but, is_elevated};
