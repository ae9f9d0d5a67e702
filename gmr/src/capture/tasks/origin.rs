//! Whose code a frame is, told by its file and, where there is none, by its name.
//!
//! Names alone are not enough: builds that have nothing but line tables know an inlined function
//! as `poll<T>` or `{async_fn#0}`, without the path to it.

use crate::capture::function::within_standard;
use crate::model::Frame;

/// Where the parts of gmr are that a trace passes through: tasks, and what polls them.
const OWN_FOLDERS: [&str; 2] = ["task/", "sys/task/"];
const OWN_PATHS: [&str; 2] = ["gmr::task::", "gmr::sys::task::"];

/// Where this file is below the folder of gmr's sources.
const THIS_FILE: &str = "capture/tasks/origin.rs";

/// How the paths of the standard library's functions begin.
const STANDARD: [&str; 3] = ["core::", "std::", "alloc::"];

/// What only joins futures or keeps them for a moment: nobody waits in it.
const MACHINERY: [&str; 4] = [
    "tokio::future::maybe_done::",
    "tokio::macros::",
    "futures_util::future::maybe_done::",
    "futures_util::future::try_maybe_done::",
];
const MACHINERY_FILES: [&str; 6] = [
    "/src/future/maybe_done.rs",
    "/src/future/try_maybe_done.rs",
    "/src/macros/select.rs",
    "/src/macros/join.rs",
    "/src/macros/try_join.rs",
    "/src/macros/support.rs",
];

/// Whose code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// gmr's own.
    Own,
    /// The standard library's, or that of macros which join futures: it says nothing of a task.
    Machinery,
    /// A crate's that came from elsewhere.
    Crate,
    /// The program's, as far as can be told.
    Program,
}

/// Whose code the frame is.
pub(super) fn origin(frame: &Frame) -> Origin {
    let path = path(frame);
    let file = frame.file.as_deref().map(str::trim_start).unwrap_or_default();
    let begins = |all: &[&str]| all.iter().any(|beginning| path.starts_with(beginning));
    if begins(&OWN_PATHS) || OWN_FOLDERS.iter().any(|folder| is_in_own(file, folder)) {
        return Origin::Own;
    }
    let is_standard = within_standard(file).is_some();
    if is_standard || (file.is_empty() && begins(&STANDARD)) || path == "__rust_try" {
        return Origin::Machinery;
    }
    let is_fetched = file.contains("/registry/src/") || file.contains("/git/checkouts/");
    if is_fetched {
        let is_machinery =
            begins(&MACHINERY) || MACHINERY_FILES.iter().any(|end| file.ends_with(end));
        return if is_machinery { Origin::Machinery } else { Origin::Crate };
    }
    if file.is_empty() && begins(&MACHINERY) { Origin::Machinery } else { Origin::Program }
}

/// The path of the function, without the brackets round the type that it belongs to.
fn path(frame: &Frame) -> &str {
    frame.function.as_deref().unwrap_or_default().trim_start_matches(['<', '&'])
}

/// Whether a file is in this folder of gmr's sources, wherever they were when it was compiled.
fn is_in_own(file: &str, folder: &str) -> bool {
    let Some(sources) = file!().strip_suffix(THIS_FILE) else { return false };
    let Some(at) = file.find(sources) else { return false };
    let is_whole = at == 0 || file.as_bytes().get(at - 1) == Some(&b'/');
    let behind = file.get(at + sources.len()..).unwrap_or_default();
    is_whole && (behind.starts_with(folder) || is_module_of(behind, folder))
}

/// Whether `task.rs` stands for `task/`.
fn is_module_of(file: &str, folder: &str) -> bool {
    file.strip_suffix(".rs") == folder.strip_suffix('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(function: &str, file: &str) -> Origin {
        let mut frame = Frame::new(1);
        frame.function = (!function.is_empty()).then(|| function.into());
        frame.file = (!file.is_empty()).then(|| file.into());
        origin(&frame)
    }

    const SLEEP: &str = "<tokio::time::sleep::Sleep as core::future::future::Future>::poll";

    #[test]
    fn the_file_says_whose_code_it_is_where_names_are_bare() {
        let registry = "/root/.cargo/registry/src/index.crates.io-1/tokio-1.54.1/src";
        assert_eq!(of("poll", &format!("{registry}/time/sleep.rs")), Origin::Crate);
        let maybe_done = format!("{registry}/future/maybe_done.rs");
        assert_eq!(of("poll<T>", &maybe_done), Origin::Machinery);
        assert_eq!(
            of("poll<T>", "/rustc/abc/library/core/src/future/poll_fn.rs"),
            Origin::Machinery
        );
        let installed = "/root/.rustup/toolchains/x/lib/rustlib/src/rust/library/core/src/a.rs";
        assert_eq!(of("poll<T>", installed), Origin::Machinery);
        assert_eq!(of("{async_fn#0}", "/home/me/app/src/main.rs"), Origin::Program);
        let own = file!().strip_suffix(THIS_FILE).expect("it is this file");
        for file in ["task/tracked.rs", "sys/task/waker.rs", "task.rs", "task/mod.rs"] {
            assert_eq!(of("clone", &format!("{own}{file}")), Origin::Own, "{file}");
            assert_eq!(of("clone", &format!("/build/{own}{file}")), Origin::Own, "{file}");
        }
    }

    #[test]
    fn the_name_says_it_where_there_is_no_file() {
        assert_eq!(
            of("<core::pin::Pin<P> as core::future::future::Future>::poll", ""),
            Origin::Machinery
        );
        assert_eq!(
            of("<gmr::task::Tracked<F> as core::future::future::Future>::poll", ""),
            Origin::Own
        );
        assert_eq!(of("gmr::sys::task::waker::clone", ""), Origin::Own);
        assert_eq!(of("tokio::future::maybe_done::MaybeDone<F>::poll", ""), Origin::Machinery);
        assert_eq!(of("app::work::{{closure}}", ""), Origin::Program);
    }

    #[test]
    fn what_the_program_wrote_stays_its_own_whatever_it_looks_like() {
        // An impl for a type of the standard library, and files that are named alike.
        assert_eq!(
            of("<core::option::Option<T> as app::Wait>::poll", "src/wait.rs"),
            Origin::Program
        );
        for file in [
            "src/task/mod.rs",
            "app/src/macros/select.rs",
            "src/maybe_done.rs",
            "my/library/core/src/x.rs",
        ] {
            assert_eq!(of("app::x", file), Origin::Program, "{file}");
        }
        assert_eq!(of(SLEEP, "/home/me/tokio/src/time/sleep.rs"), Origin::Program);
        assert_eq!(of("", ""), Origin::Program);
    }
}
