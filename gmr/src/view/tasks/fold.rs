//! Which calls of a trace are shown: the program's own, and of the libraries where they begin and
//! what they wait in at the end.

use crate::model::Frame;
use std::sync::Arc;

/// Whose code a call is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::view) enum Owner {
    Program,
    Library,
    /// What stands between a future and the one that it awaits, and says nothing of either.
    Plumbing,
}

/// The calls that are shown of a branch. At the end of a trace, `is_leaf`, that is where it waits.
pub(in crate::view) fn shown(frames: &[Arc<Frame>], is_leaf: bool) -> Vec<&Frame> {
    let owners: Vec<Owner> = frames.iter().map(|frame| owner(frame)).collect();
    let mut shown = vec![false; frames.len()];
    let mut start = 0;
    for run in owners.chunk_by(|a, b| (*a == Owner::Program) == (*b == Owner::Program)) {
        let end = start + run.len();
        if run.first() == Some(&Owner::Program) {
            shown[start..end].fill(true);
        } else {
            let is_library = |at: &usize| owners[*at] == Owner::Library;
            if let Some(first) = (start..end).find(is_library) {
                shown[first] = true;
            }
            let mut libraries = (start..end).filter(is_library);
            let leaf = libraries.rfind(|at| is_poll(&frames[*at]));
            if let Some(leaf) = leaf.filter(|_| is_leaf && end == frames.len()) {
                shown[leaf] = true;
            }
        }
        start = end;
    }
    if let (false, Some(last)) = (shown.contains(&true), shown.last_mut()) {
        *last = true;
    }
    frames.iter().zip(shown).filter(|(_, shown)| *shown).map(|(frame, _)| &**frame).collect()
}

/// Whose code a call is, by its file if that is known.
pub(in crate::view) fn owner(frame: &Frame) -> Owner {
    const PLUMBING: [&str; 8] = [
        "core::",
        "std::",
        "alloc::",
        "__rust",
        "gmr::",
        "tokio::future::maybe_done::",
        "F as ",
        "P as ",
    ];
    const LIBRARIES: [&str; 12] = [
        "tokio::", "tokio_", "futures_", "hyper::", "hyper_", "axum::", "tower::", "tower_",
        "h2::", "async_", "tonic::", "smol::",
    ];
    let begins = |names: &[&str]| {
        let path = frame.function.as_deref().map(path);
        path.is_some_and(|path| names.iter().any(|name| path.starts_with(name)))
    };
    let file = frame.file.as_deref().unwrap_or_default();
    let is_std = file.starts_with("/rustc/") || file.contains("/rustlib/src/");
    let is_macro = ["/macros/select.rs", "/macros/join.rs"].iter().any(|end| file.ends_with(end));
    let is_foreign = file.contains("/registry/src/") || file.contains("/git/checkouts/");
    if is_std || is_macro || begins(&PLUMBING) {
        Owner::Plumbing
    } else if is_foreign || (file.is_empty() && begins(&LIBRARIES)) {
        Owner::Library
    } else {
        Owner::Program
    }
}

/// The path at the start of a function's name: of `<a::B<T> as c::D>::e` it begins with `a::B`.
pub(in crate::view) fn path(function: &str) -> &str {
    let path = function.trim_start_matches(['<', '&']);
    path.strip_prefix("mut ").unwrap_or(path)
}

/// Whether the call is that of a future, a stream or a sink that is polled. With little debug
/// information it has a bare name: `poll<T>`.
fn is_poll(frame: &Frame) -> bool {
    const POLLS: [&str; 4] = ["poll", "poll_next", "poll_ready", "poll_flush"];
    let name = frame.function.as_deref().unwrap_or_default();
    let method = match name.rsplit_once(">::") {
        Some((before, method)) if before.contains(" as ") => method,
        _ => name.split('<').next().unwrap_or(name),
    };
    POLLS.contains(&method)
}

/// The name without what the compiler adds to that of an async function's body.
pub(in crate::view) fn name(function: &str) -> String {
    let marks = ["{{closure}}", "{closure#0}", "{async_fn#0}", "{async_block#0}"];
    let body = function.rsplit_once("::").filter(|(_, last)| marks.contains(last));
    let name = body.map_or(function, |(name, _)| name);
    name.replace(" as core::future::future::Future>", " as Future>")
        .replace(" as futures_core::stream::Stream>", " as Stream>")
}

/// Whose code a frame of a thread is: below the program's calls are those of C and of the system.
pub(in crate::view) fn owner_on_stack(frame: &Frame) -> Owner {
    const SYSTEM: [&str; 5] = ["/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "["];
    let module = frame.module.as_deref().unwrap_or_default();
    let is_start = matches!(frame.function.as_deref(), Some("main" | "_start"));
    if SYSTEM.iter().any(|folder| module.starts_with(folder)) {
        Owner::Library
    } else if is_start && frame.file.is_none() {
        Owner::Plumbing
    } else {
        owner(frame)
    }
}
