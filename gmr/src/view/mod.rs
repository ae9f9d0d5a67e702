//! Views: pure functions from a report to text.
//!
//! A view does no I/O, reads no clock and runs no code of the program: the same report gives the
//! same bytes. Whatever came from outside is escaped on its way out.

mod collapsed;
mod escape;
mod format;
mod sample;
mod text;
mod time;

pub use collapsed::collapsed;
pub use format::Format;
pub use sample::sample;
pub use text::text;
pub(crate) use text::{text_of_call, text_of_frames};
