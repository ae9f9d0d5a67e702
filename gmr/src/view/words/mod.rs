//! What several views say in the same words.

mod frame;
mod masked;
mod missing;
mod number;
mod status;
pub(super) mod tasks;
mod threads;
#[cfg(any(feature = "json", feature = "xml"))]
mod verdict;

pub(super) use frame::frame;
pub(super) use masked::hides;
pub(super) use missing::missing;
pub(super) use number::{count, grouped, range, tally};
pub(super) use status::status;
pub(super) use threads::{label, ring, state};
#[cfg(any(feature = "json", feature = "xml"))]
pub(super) use verdict::{is_blocked, verdict};
