//! What the linker leaves of a library's sections, in every kind of build: real packages
//! (`link/plug`, `link/app`), built by Cargo as users build theirs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What the library registers.
const PLUG: [&str; 5] = [
    "configuration plug",
    "section Plug Default",
    "section Plug Function",
    "section Plug Nested",
    "section Plug Static",
];
/// What the program registers.
const APP: &str = "section App Function";

/// A profile that inherits from `release`, and what it says for itself; debug information would
/// cost time and keeps nothing.
struct Profile(&'static str, &'static [&'static str]);

const DEV: Profile = Profile("dev", &[]);
const RELEASE: Profile = Profile("release", &["debug = false"]);
const THIN: Profile = Profile("thin", &["debug = false", "lto = 'thin'"]);
const FAT: Profile = Profile("fat", &["debug = false", "lto = 'fat'", "codegen-units = 1"]);
const SMALL: Profile =
    Profile("small", &["debug = false", "opt-level = 'z'", "panic = 'abort'", "strip = true"]);

#[test]
fn sections_of_a_library_reach_a_debug_build() {
    assert_eq!(sections(&DEV, "names"), with_plug());
    assert_eq!(sections(&DEV, "calls"), with_plug());
}

#[test]
fn sections_of_a_library_reach_a_release_build() {
    assert_eq!(sections(&RELEASE, "names"), with_plug());
    assert_eq!(sections(&RELEASE, "calls"), with_plug());
}

#[test]
fn sections_of_a_library_survive_thin_lto() {
    assert_eq!(sections(&THIN, "names"), with_plug());
}

#[test]
fn sections_of_a_library_survive_fat_lto() {
    assert_eq!(sections(&FAT, "names"), with_plug());
}

#[test]
fn sections_of_a_library_survive_a_small_stripped_build_that_aborts() {
    assert_eq!(sections(&SMALL, "names"), with_plug());
}

/// Documented: rustc does not look at a library that nobody names, so there is nothing for the
/// linker to keep. The cure is in `names.rs`. If this fails, rustc has changed: rejoice, and
/// change the documentation.
#[test]
fn a_library_that_nobody_names_has_no_sections() {
    assert_eq!(sections(&DEV, "forgets"), [APP]);
    assert_eq!(sections(&RELEASE, "forgets"), [APP]);
}

fn with_plug() -> Vec<String> {
    let mut all: Vec<String> = PLUG.iter().copied().chain([APP]).map(String::from).collect();
    all.sort();
    all
}

/// The sections that gmr itself writes.
const OWN: [&str; 12] = [
    "Package",
    "Threads",
    "Green Threads",
    "Processes",
    "Configuration",
    "Environment",
    "Limits",
    "Cgroup",
    "Memory",
    "Open files",
    "Loaded libraries",
    "Host",
];

/// Builds a program of `link/app` and asks it which sections it has, other than gmr's own.
fn sections(profile: &Profile, program: &str) -> Vec<String> {
    let path = build(profile, program);
    let printed = run(&mut Command::new(path));
    let is_own =
        |line: &str| line.strip_prefix("section ").is_some_and(|title| OWN.contains(&title));
    let mut sections: Vec<String> =
        printed.lines().filter(|line| !is_own(line)).map(String::from).collect();
    sections.sort();
    sections
}

/// Builds from the workspace's lock file, without the network. A debug build goes where this test
/// was built, because most of it is there; the others share what they can in a directory of their
/// own. Cargo lets one build at a time into each.
fn build(Profile(name, settings): &Profile, program: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (target, folder) = match *name {
        "dev" => (here.parent().expect("the target directory").to_owned(), "debug"),
        name => (here.join("link"), name),
    };
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--offline", "--package", "gmr-link-app"]);
    cargo.args(["--bin", program, "--profile", name]).arg("--target-dir").arg(&target);
    if !["dev", "release"].contains(name) {
        cargo.args(["--config", &format!("profile.{name}.inherits = 'release'")]);
    }
    for setting in *settings {
        cargo.args(["--config", &format!("profile.{name}.{setting}")]);
    }
    run(&mut cargo);
    target.join(folder).join(program)
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("a program that can be started");
    let Output { status, stdout, stderr } = output;
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?}: {status}\n{stderr}");
    String::from_utf8(stdout).expect("UTF-8")
}
