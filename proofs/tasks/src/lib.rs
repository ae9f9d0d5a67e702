//! What gmr does to watch tasks, where every order and every mistake is seen. All of it is gmr's
//! own code, but for what an executor and a report would do.
//!
//! `RUSTFLAGS="--cfg loom" cargo test --release` walks through all orders in which a task and the
//! reporter may meet at a slot; `cargo +nightly miri test` looks for undefined behaviour and races
//! there in some, and in gmr's own tests of its tasks.
#![cfg(test)]

mod slots;

#[cfg(not(loom))]
mod sys;
