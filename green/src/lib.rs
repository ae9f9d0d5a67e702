//! Executors of many crates behind one face, and reports without pause, for the tests.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

mod executor;
mod reports;

pub use executor::{Executor, executors};
pub use reports::{Reports, eventually, find, lines, stacks, tasks, turn};
