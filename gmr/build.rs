//! Records how this build is made: the user's crate has the same compiler and target, and needs
//! no build script of its own.

// A build script speaks to Cargo by its output.
#![allow(clippy::print_stdout)]

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    capture();
    let rustc = env::var_os("RUSTC").and_then(|rustc| {
        let output = Command::new(rustc).arg("--version").output().ok()?;
        String::from_utf8(output.stdout).ok()
    });
    record("GMR_RUSTC", rustc);
    record("GMR_TARGET", env::var("TARGET").ok());
    record("GMR_PROFILE", env::var("PROFILE").ok());
    record("GMR_OPT_LEVEL", env::var("OPT_LEVEL").ok());
}

/// `gmr_capture` is set where the stacks of other threads can be copied; `--cfg gmr_no_capture`
/// plays another target.
fn capture() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|known| known == value);
    let arch = |name| is("CARGO_CFG_TARGET_ARCH", name);
    let supported = is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_POINTER_WIDTH", "64")
        && is("CARGO_CFG_TARGET_ENDIAN", "little")
        && (arch("x86_64") || arch("aarch64"));
    if supported && env::var_os("CARGO_CFG_GMR_NO_CAPTURE").is_none() {
        println!("cargo::rustc-cfg=gmr_capture");
    }
}

/// The value becomes visible to `option_env!`; what is not known stays unset.
fn record(name: &str, value: Option<String>) {
    let value = value.unwrap_or_default();
    if let Some(line) = value.lines().next() {
        println!("cargo::rustc-env={name}={line}");
    }
}
