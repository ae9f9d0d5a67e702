//! One mistake a file, beside what the compiler says to it.

use std::process::Command;

/// The compiler whose own words are in `fail/rustc`; another one may put them differently.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn macros_say_what_is_wrong() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/own/*/*.rs");
    if version().starts_with(RUSTC) {
        cases.compile_fail("fail/rustc/*.rs");
    }
}

fn version() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}
