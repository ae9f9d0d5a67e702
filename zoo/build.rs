//! Compiles the parts in C: each file in the way that its threads are to be met.

// A build script speaks to Cargo by its output.
#![allow(clippy::print_stdout)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const WITHOUT_TABLES: &[&str] =
    &["-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-fno-exceptions"];

fn main() {
    println!("cargo::rerun-if-changed=c");
    compile("tables", &["-fomit-frame-pointer", "-fasynchronous-unwind-tables", "-mavx"]);
    compile("frame_pointer", &[WITHOUT_TABLES, &["-fno-omit-frame-pointer"]].concat());
    compile("bare", &[WITHOUT_TABLES, &["-fomit-frame-pointer"]].concat());
    compile("threads", &["-fomit-frame-pointer", "-fasynchronous-unwind-tables"]);
    if env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|env| env == "gnu") {
        compile("coroutine", &["-fomit-frame-pointer", "-fasynchronous-unwind-tables"]);
        compile("loader", &["-fomit-frame-pointer", "-fasynchronous-unwind-tables"]);
        for name in ["guest", "slow_guest"] {
            link_library(name);
        }
    }
}

/// What is compiled is what is asked for, whichever the profile.
fn compile(name: &str, flags: &[&str]) {
    let mut build = cc::Build::new();
    build.file(source(name)).opt_level(2).force_frame_pointer(false);
    for flag in flags {
        build.flag(flag);
    }
    // The frames are the point: none may be left out.
    build.flag("-fno-optimize-sibling-calls").compile(&format!("zoo_{name}"));
}

/// A library to be opened by the program; where it is becomes visible to `env!`.
fn link_library(name: &str) {
    let output = PathBuf::from(env::var_os("OUT_DIR").expect("Cargo says where"))
        .join(format!("libzoo_{name}.so"));
    let compiler = cc::Build::new().opt_level(2).get_compiler();
    let status = Command::new(compiler.path())
        .args(["-shared", "-fPIC", "-O2", "-g", "-fno-optimize-sibling-calls", "-o"])
        .arg(&output)
        .arg(source(name))
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the library {name} does not build");
    println!("cargo::rustc-env=ZOO_{}={}", name.to_uppercase(), output.display());
}

fn source(name: &str) -> PathBuf {
    Path::new("c").join(name).with_extension("c")
}
