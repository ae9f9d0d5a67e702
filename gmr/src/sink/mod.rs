//! Sinks: where the bytes of a report go.
//!
//! The caller runs them on a thread that has every signal blocked. Some writes raise one:
//! `SIGPIPE` for a pipe without reader, `SIGTTOU` for the terminal of another job, `SIGXFSZ` for a
//! file over the limit. Blocked, each is an error to report instead of the end of the process.

mod dir;
mod name;
mod partial;
mod retention;
mod stream;
#[cfg(test)]
mod testing;

pub(crate) use dir::Directory;
pub(crate) use retention::Rule;
pub(crate) use stream::write_stderr;
