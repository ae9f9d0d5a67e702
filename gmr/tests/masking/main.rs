//! What is masked, seen from outside: through the writer that every section gets.

#![allow(clippy::unwrap_used, clippy::panic)]

mod lists;
mod names;
mod options;
mod properties;
mod titles;
mod writers;
