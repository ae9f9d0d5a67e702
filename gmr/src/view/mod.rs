//! Views: pure functions from a report to text.
//!
//! A view does no I/O, reads no clock and runs no code of the program: the same report gives the
//! same bytes. Whatever came from outside is escaped on its way out.

mod clean;
mod escape;
mod frame;
mod html;
mod push;
mod sample;
#[cfg(test)]
mod samples;
mod scalar;
mod status;
mod summary;
mod tasks;
mod text;
mod threads;
mod time;
mod words;

pub use html::html;
pub use sample::sample;
pub use text::text;
pub(crate) use text::{text_of_call, text_of_frames};
