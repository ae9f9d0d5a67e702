//! Views: pure functions from a report to text.
//!
//! A view does no I/O, reads no clock and runs no code of the program: the same report gives the
//! same bytes. Whatever came from outside is escaped on its way out.

mod clean;
#[cfg(any(feature = "json", feature = "xml"))]
mod document;
mod escape;
mod frame;
mod html;
#[cfg(feature = "json")]
mod json;
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
#[cfg(any(feature = "json", feature = "xml"))]
mod verdict;
mod words;

pub use html::html;
#[cfg(feature = "json")]
#[cfg_attr(docsrs, doc(cfg(feature = "json")))]
pub use json::json;
pub use sample::sample;
pub use text::text;
pub(crate) use text::{text_of_call, text_of_frames};

#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
