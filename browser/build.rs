//! Writes a source file whose name is markup: the file that its frames then have.

#![allow(clippy::unwrap_used)]

use std::path::Path;

fn main() {
    let folder = std::env::var_os("OUT_DIR").unwrap();
    let file = Path::new(&folder).join("<img src=x onerror=pwned=6>.rs");
    // What stands behind the call keeps it from being one in place of this one.
    let function = "#[inline(never)]\n\
                    pub(crate) fn in_this_file(go: &dyn Fn()) {\n    go();\n    \
                    std::hint::black_box(());\n}\n";
    std::fs::write(file, function).unwrap();
    println!("cargo::rerun-if-changed=build.rs");
}
