//! The parts of a function's name.

use crate::model::Frame;

/// The parts of the name of a frame's function, behind its crate: builds that have nothing but line
/// tables know an inlined function as `park<T>`, without the path to it, and its file tells the
/// crate.
pub(super) fn path(frame: &Frame) -> Vec<&str> {
    let mut path = frame.function.as_deref().map(parts).unwrap_or_default();
    if path.len() < 2 {
        path.splice(..0, frame.file.as_deref().and_then(fetched_crate));
    }
    path
}

/// The crate of a file of the standard library, or of a registry's; as its folder is called.
fn fetched_crate(file: &str) -> Option<&str> {
    if file.starts_with("/rustc/") || file.contains("/rustlib/src/rust/") {
        let (_, path) = file.split_once("/library/")?;
        return path.split('/').next();
    }
    // Behind the registry's own folder.
    let (_, path) = file.split_once("/registry/src/")?;
    let folder = path.split('/').nth(1)?;
    // `async-io-2.6.0`: a crate's name has no part that begins with a digit.
    let is_version = |(at, _): &(usize, &str)| {
        folder.get(at + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let (version, _) = folder.match_indices('-').find(is_version)?;
    folder.get(..version)
}

/// The parts of a demangled name, without arguments of types, closures and traits:
/// `<std::sync::Mutex<T> as x::Lock>::lock::{{closure}}` is `std`, `sync`, `Mutex`, `lock`.
/// What a C library puts in front of its own names is left out, too.
fn parts(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    // The type in front of `::method` stands in brackets, and is a part of the path.
    let name = name.trim_start_matches(['<', '&']);
    let (mut depth, mut start) = (0_usize, 0);
    let mut before = ' ';
    for (at, c) in name.char_indices() {
        let is_part = c.is_alphanumeric() || c == '_';
        if !is_part && depth == 0 {
            push(name.get(start..at), &mut parts);
        }
        match c {
            '<' | '{' | '(' | '[' => depth += 1,
            '>' if before == '-' => {}
            '>' | '}' | ')' | ']' => depth = depth.saturating_sub(1),
            // Up to the end of the brackets.
            ' ' if depth == 0 && name.get(at..).is_some_and(|rest| rest.starts_with(" as ")) => {
                depth = 1;
            }
            _ => {}
        }
        if !is_part {
            start = at + c.len_utf8();
        }
        before = c;
    }
    if depth == 0 {
        push(name.get(start..), &mut parts);
    }
    if let [name] = &mut parts[..] {
        *name = of_c(name);
    }
    parts
}

fn push<'n>(part: Option<&'n str>, parts: &mut Vec<&'n str>) {
    parts.extend(part.filter(|part| !part.is_empty()));
}

/// `__GI___new_sem_wait` is `sem_wait`.
fn of_c(name: &str) -> &str {
    let name = name.trim_start_matches('_');
    let name = name.strip_prefix("GI_").unwrap_or(name).trim_start_matches('_');
    name.strip_prefix("new_").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_path_of_a_function_is_left() {
        let cases: [(&str, &[&str]); 10] = [
            ("std::sync::Mutex<T>::lock", &["std", "sync", "Mutex", "lock"]),
            ("std::sync::Mutex<fn(u8) -> T>::lock", &["std", "sync", "Mutex", "lock"]),
            ("<std::sync::Mutex<T> as x::Lock<u8>>::lock", &["std", "sync", "Mutex", "lock"]),
            ("<&mut F as core::Future>::poll", &["mut", "F", "poll"]),
            ("app::run::{{closure}}::{{closure}}", &["app", "run"]),
            ("app::run::{closure#0}<A, B<C>>", &["app", "run"]),
            ("tokio::a::{impl#3}::park", &["tokio", "a", "park"]),
            ("__GI___pthread_mutex_lock", &["pthread_mutex_lock"]),
            ("___pthread_cond_wait", &["pthread_cond_wait"]),
            ("__new_sem_wait", &["sem_wait"]),
        ];
        for (name, expect) in cases {
            assert_eq!(parts(name), expect, "{name}");
        }
    }

    #[test]
    fn a_name_without_a_path_is_of_the_crate_that_its_file_is_of() {
        let registry = "/root/.cargo/registry/src/index.crates.io-1949";
        let installed = "/x/lib/rustlib/src/rust/library/alloc/src/sync.rs";
        let cases = [
            ("park<T>", "/rustc/59/library/std/src/thread/mod.rs", &["std", "park"][..]),
            ("drop", installed, &["alloc", "drop"]),
            (
                "park<T, U>",
                &format!("{registry}/parking_lot_core-0.10.0/src/a.rs"),
                &["parking_lot_core", "park"],
            ),
            (
                "block_on",
                &format!("{registry}/async-io-2.6.0-rc.1/src/a.rs"),
                &["async-io", "block_on"],
            ),
            ("a::park", "/rustc/59/library/std/src/thread/mod.rs", &["a", "park"]),
            ("park", "/home/me/app-1.0/src/main.rs", &["park"]),
            ("{closure#0}", "/rustc/59/library/std/src/thread/mod.rs", &["std"]),
        ];
        for (name, file, expect) in cases {
            let mut frame = Frame::new(1);
            frame.function = Some(name.into());
            frame.file = Some(file.into());
            assert_eq!(path(&frame), expect, "{name} in {file}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_name_has_parts_of_itself(name in "[a-z:<>{}()& é-]{0,40}( as )?[a-z:<>]{0,9}") {
            for part in parts(&name) {
                prop_assert!(name.contains(part) && !part.is_empty());
            }
        }
    }
}
