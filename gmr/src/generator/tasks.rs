//! "Green Threads": the async tasks of the program.

use crate::section::Out;
use crate::sys::task::{Entry, entries};

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let mut all = Vec::new();
    entries(|entry| all.push(entry));
    all.sort_by_key(|entry: &Entry| entry.id);
    if all.is_empty() {
        return out.note(
            "no async task is listed: put `#[gmr::task]` on an `async fn`, or `.traced()` behind a \
             future",
        );
    }
    let mut list = out.list();
    all.iter().for_each(|entry| list.item().args(format_args!("{entry:?}")));
}
