//! Views: pure functions from a report to text.
//!
//! A view does no I/O, reads no clock and runs no code of the program: the same report gives the
//! same bytes. Whatever came from outside is escaped on its way out.

mod clean;
mod collapsed;
#[cfg(any(feature = "json", feature = "xml"))]
#[cfg_attr(
    not(feature = "json"),
    allow(dead_code, unused_imports, reason = "records are made of single parts, XML is not")
)]
mod document;
mod escape;
mod format;
mod frame;
#[cfg(any(fuzzing, all(test, feature = "json", feature = "xml")))]
#[allow(unreachable_pub, reason = "`cargo fuzz` re-exports it")]
pub(crate) mod fuzz;
mod html;
#[cfg(feature = "json")]
mod json;
mod masked;
#[cfg(feature = "json")]
mod ndjson;
mod push;
mod sample;
#[cfg(test)]
mod samples;
mod scalar;
#[cfg(feature = "json")]
mod speedscope;
mod status;
mod summary;
mod tasks;
mod text;
mod threads;
mod time;
mod towers;
#[cfg(any(feature = "json", feature = "xml"))]
mod verdict;
mod words;
#[cfg(feature = "xml")]
mod xml;

pub use collapsed::collapsed;
pub use format::Format;
pub use html::html;
pub use sample::sample;
pub use text::text;

#[cfg(feature = "json")]
#[cfg_attr(docsrs, doc(cfg(feature = "json")))]
pub use {json::json, ndjson::ndjson, speedscope::speedscope};

#[cfg(feature = "xml")]
#[cfg_attr(docsrs, doc(cfg(feature = "xml")))]
pub use xml::xml;

pub(crate) use text::{text_of_call, text_of_frames};

#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
