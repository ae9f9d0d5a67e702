//! Why a value was not written to its end.

use crate::section::bounded::bounded;
use serde_core::ser;
use std::fmt;

#[derive(Debug)]
pub(super) enum Failed {
    /// The `Serialize` says so.
    Said(String),
    /// Nothing that is written here can be seen, so it need not be tried.
    NoRoom,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failed::Said(why) => f.write_str(why),
            Failed::NoRoom => f.write_str("the report has no room for this"),
        }
    }
}

impl std::error::Error for Failed {}

impl ser::Error for Failed {
    fn custom<T: fmt::Display>(why: T) -> Self {
        Failed::Said(bounded(format_args!("{why}")))
    }
}
