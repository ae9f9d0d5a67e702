//! gdb is the oracle: every thread of the zoo returns to where gdb says, in five builds, or its
//! stack says that it does not know.
//!
//! `GMR_ZOO_BUILDS=debug,stripped` compares these only. The tables are written to `zoo-*.md` in
//! Cargo's folder for such files, `target/tmp`.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::panic, reason = "in a test a panic is the verdict")]

#[path = "../../gmr/tests/child/mod.rs"]
mod child;
#[path = "../../gmr/tests/gdb/mod.rs"]
mod gdb;
mod zoo;

use child::skip;
use std::sync::{Mutex, PoisonError};
use zoo::build::{self, Build};
use zoo::{Comparison, Table};

const FIVE_BUILDS: [Build; 5] = [
    Build { name: "debug", profile: "dev", target: None },
    Build { name: "release", profile: "release", target: None },
    Build { name: "stripped", profile: "stripped", target: None },
    Build { name: "abort", profile: "abort", target: None },
    Build { name: "fat", profile: "fat", target: None },
];

const MUSL: Option<&str> = Some("x86_64-unknown-linux-musl");
/// Not stripped: then nothing is left that tells how musl's functions are unwound. Our stacks say
/// that they end there, and gdb takes data for frames.
const TWO_MUSL_BUILDS: [Build; 2] = [
    Build { name: "debug", profile: "dev", target: MUSL },
    Build { name: "release", profile: "release", target: MUSL },
];

/// A zoo keeps every processor busy: one at a time.
static TURN: Mutex<()> = Mutex::new(());

/// Compares all builds, writes the table, and fails for a single stack that is wrong.
fn compare(title: &str, mode: &str, builds: &[Build]) {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut table = Table::new(title, builds);
    let chosen = std::env::var("GMR_ZOO_BUILDS").ok();
    let is_chosen = |build: &&Build| {
        chosen.as_ref().is_none_or(|chosen| chosen.split(',').any(|name| name == build.name))
    };
    for build in builds.iter().filter(is_chosen) {
        let Some(program) = build::built(build) else { return };
        match Comparison::of(&program, mode) {
            Ok(comparison) => table.add(build, &comparison),
            Err(why) => return skip(&format!("{why}, so no stack was compared")),
        }
    }
    table.write();
    assert_eq!(table.faults(), "", "{table}");
}

#[test]
fn every_stack_is_gdbs_or_marked() {
    compare("passive-first", "passive-first", &FIVE_BUILDS);
}

#[test]
fn every_stack_is_gdbs_or_marked_if_threads_are_only_asked() {
    compare("signal-only", "signal-only", &FIVE_BUILDS);
}

#[test]
fn every_stack_is_gdbs_or_marked_if_no_thread_is_asked() {
    compare("passive-only", "passive-only", &FIVE_BUILDS);
}

#[test]
fn every_stack_of_a_static_program_is_gdbs_or_marked() {
    compare("musl", "passive-first", &TWO_MUSL_BUILDS);
}
