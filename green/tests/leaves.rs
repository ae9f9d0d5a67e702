//! The table of leaves in three builds.
//!
//! `GMR_GREEN_BUILDS=debug,release` makes only these.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in a test a panic is the verdict")]

use std::path::Path;
use std::process::Command;

/// The program's table; it fails if one line is wrong.
fn table(program: &Path) {
    let output = Command::new(program).output().unwrap();
    let table = String::from_utf8_lossy(&output.stdout);
    let faults = String::from_utf8_lossy(&output.stderr);
    println!("{table}");
    assert!(output.status.success(), "{}: {faults}\n{table}", program.display());
    assert!(table.contains("kinds of wait, 0 faults"), "{table}");
}

fn is_wanted(build: &str) -> bool {
    let wanted = std::env::var("GMR_GREEN_BUILDS");
    wanted.map_or(true, |wanted| wanted.split(',').any(|name| name == build))
}

/// Builds in a profile with full names for inlined functions, which fat LTO inlines most.
fn build(profile: &str) -> Option<std::path::PathBuf> {
    is_wanted(profile).then_some(())?;
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--locked", "-p", "gmr-green", "--bin", "leaves"]);
    command.args(["--profile", profile]);
    command.arg("--config").arg(format!("profile.{profile}.debug=\"limited\""));
    let status = command.current_dir(env!("CARGO_MANIFEST_DIR")).status();
    assert!(status.unwrap().success(), "it does not build: {profile}");
    let folders = Path::new(env!("CARGO_BIN_EXE_leaves")).ancestors().nth(2).unwrap();
    Some(folders.join(profile).join("leaves"))
}

#[test]
fn every_leaf_is_shown_in_a_debug_build() {
    if is_wanted("debug") {
        table(Path::new(env!("CARGO_BIN_EXE_leaves")));
    }
}

#[test]
fn every_leaf_is_shown_in_a_release_build() {
    if let Some(program) = build("release") {
        table(&program);
    }
}

#[test]
fn every_leaf_is_shown_after_fat_lto() {
    if let Some(program) = build("fat") {
        table(&program);
    }
}
