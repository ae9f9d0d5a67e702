//! Building the zoo in every way.

use crate::child::skip;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// A way to build the zoo.
pub(crate) struct Build {
    /// As shown.
    pub(crate) name: &'static str,
    pub(crate) profile: &'static str,
    /// Another target than the tests'.
    pub(crate) target: Option<&'static str>,
}

/// Builds the zoo, as a user would, and says where it is; nothing if the target cannot be had.
pub(crate) fn built(build: &Build) -> Option<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = ONE_AT_A_TIME.lock();
    let here = Path::new(env!("CARGO_BIN_EXE_zoo"));
    if build.profile == "dev" && build.target.is_none() {
        return Some(here.to_owned());
    }
    if build.target.is_some_and(|target| !has_target(target)) {
        skip("there is no standard library or no C compiler for musl, so nothing was compared");
        return None;
    }
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--locked", "-p", "gmr-zoo", "--bin", "zoo"]);
    command.args(["--profile", build.profile]);
    command.args(build.target.iter().flat_map(|target| ["--target", target]));
    let status = command.current_dir(workspace()).status();
    assert!(status.expect("cargo runs").success(), "the zoo does not build: {}", build.name);
    let mut path = here.ancestors().nth(2).expect("a folder of folders").to_owned();
    path.extend(build.target);
    path.push(if build.profile == "dev" { "debug" } else { build.profile });
    Some(path.join("zoo"))
}

/// Whether there is a standard library and a C compiler for a target.
fn has_target(target: &str) -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output =
        Command::new(rustc).args(["--print", "target-libdir", "--target", target]).output();
    let folder = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    let has_library = folder.is_ok_and(|folder| Path::new(&folder).exists());
    has_library && Command::new("musl-gcc").arg("--version").output().is_ok()
}

/// The root of the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder")
}
