//! The names of functions.

use crate::model::Frame;
use std::borrow::Cow;

/// The name of a frame's function, with the path to it.
///
/// Builds that have nothing but line tables know an inlined function as `park<T>`. If its file is
/// one of the standard library's or of a registry's, that tells the module:
/// `parking_lot_core::thread_parker::park<T>`.
pub(super) fn name(frame: &Frame) -> Option<Cow<'_, str>> {
    let name = frame.function.as_deref()?;
    let module = frame.file.as_deref().filter(|_| is_bare(name)).and_then(module);
    Some(module.map_or(Cow::Borrowed(name), |module| Cow::Owned(module + name)))
}

/// Whether a name has no path.
pub(super) fn is_bare(name: &str) -> bool {
    let own = name.split_once('<').map_or(name, |(own, _)| own);
    !own.is_empty() && !own.contains("::")
}

/// The path to what is in a fetched file, as the names of modules follow from those of files.
fn module(file: &str) -> Option<String> {
    // Behind the registry's own folder.
    let fetched = || file.split_once("/registry/src/")?.1.split_once('/').map(|(_, path)| path);
    let path = within_standard(file).or_else(fetched)?;
    let (package, file) = path.split_once("/src/")?;
    let mut module = without_version(package).replace('-', "_") + "::";
    for part in file.strip_suffix(".rs")?.split('/').filter(|part| !["lib", "mod"].contains(part)) {
        module += part;
        module += "::";
    }
    Some(module)
}

/// The path of a file within the sources of the standard library, if it is there.
pub(super) fn within_standard(file: &str) -> Option<&str> {
    let (before, path) = file.split_once("/library/")?;
    let is_it = before.starts_with("/rustc/") || before.ends_with("lib/rustlib/src/rust");
    is_it.then_some(path)
}

/// `async-io` of `async-io-2.6.0`: no part of a package's name begins with a digit.
fn without_version(package: &str) -> &str {
    let is_version = |(at, _): &(usize, &str)| {
        package.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let end = package.match_indices('-').find(is_version);
    end.and_then(|(at, _)| package.get(..at)).unwrap_or(package)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_path_gets_that_of_its_file() {
        let registry = "/root/.cargo/registry/src/index.crates.io-1949";
        let std = "/rustc/59/library/std/src/thread/mod.rs";
        let installed = "/x/lib/rustlib/src/rust/library/alloc/src/sync.rs";
        let parking_lot = format!("{registry}/parking_lot_core-0.10.0/src/parking_lot.rs");
        let async_io = format!("{registry}/async-io-2.6.0-rc.1/src/lib.rs");
        let cases = [
            ("park<a::T>", std, "std::thread::park<a::T>"),
            ("{closure#0}", std, "std::thread::{closure#0}"),
            ("drop", installed, "alloc::sync::drop"),
            ("park<T, U>", &parking_lot, "parking_lot_core::parking_lot::park<T, U>"),
            ("block_on", &async_io, "async_io::block_on"),
            ("a::park<T>", std, "a::park<T>"),
            ("<T as a::B>::park", std, "<T as a::B>::park"),
            ("park", "/home/me/app-1.0/src/main.rs", "park"),
        ];
        for (function, file, expect) in cases {
            let mut frame = Frame::new(1);
            frame.function = Some(function.into());
            frame.file = Some(file.into());
            assert_eq!(name(&frame).as_deref(), Some(expect), "{function} in {file}");
        }
    }
}
