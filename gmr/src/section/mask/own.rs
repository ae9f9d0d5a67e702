//! Names that the program itself says are secret, or are not.

use super::name::{is_about, words};
use std::sync::OnceLock;

/// The names in the order of their registration. It only grows, so that a report, which may run
/// while everything else is stuck, reads it without a lock.
static FIRST: OnceLock<Box<Own>> = OnceLock::new();

struct Own {
    /// In lower case.
    words: Vec<String>,
    shown: bool,
    next: OnceLock<Box<Own>>,
}

/// Masks what stands under a name of the program's own, from now on: `pnr`, `member_no`.
///
/// It counts as the names that [`is_sensitive_name`](crate::is_sensitive_name) knows: for fields
/// and options, keys of maps, `name=value` within text and options of a command line, in any
/// case, and also as a part of a longer name, as whole words.
///
/// ```
/// gmr::mask_name("pnr");
///
/// assert!(gmr::is_sensitive_name("bookingPnr"));
/// assert!(!gmr::is_sensitive_name("pnr_length"), "it is about a secret");
/// # let notes = std::collections::BTreeMap::from([("last", "rebooked PNR=XK7Q2A")]);
/// # assert!(format!("{:?}", gmr::to_value(&notes)).contains("PNR=***"));
/// ```
///
/// It holds for the whole process; saying a name twice does nothing.
/// [`Autorun::mask_names`](crate::Autorun::mask_names) takes several at once.
pub fn mask_name(name: &str) {
    add(name, false);
}

/// Shows what stands under a name of the program's own although the name looks like that of a
/// secret: `routing_token`.
///
/// Only that whole name is meant, in any case: `show_name("token")` shows no `api_token`. What a
/// text holds is still masked by its content, and a field marked `#[gmr(secret)]` always is.
///
/// ```
/// gmr::show_name("routing_token");
///
/// assert!(!gmr::is_sensitive_name("routingToken"));
/// assert!(gmr::is_sensitive_name("old_routing_token"));
/// ```
pub fn show_name(name: &str) {
    add(name, true);
}

fn add(name: &str, shown: bool) {
    let words: Vec<String> = words(name).map(str::to_lowercase).collect();
    if words.is_empty() || names().any(|own| own.shown == shown && own.words == words) {
        return;
    }
    let mut new = Box::new(Own { words, shown, next: OnceLock::new() });
    let mut place = &FIRST;
    // A place that another thread filled meanwhile gives the name back.
    while let Err(back) = place.set(new) {
        let Some(own) = place.get() else { return };
        place = &own.next;
        new = back;
    }
}

fn names() -> impl Iterator<Item = &'static Own> {
    std::iter::successors(FIRST.get(), |own| own.next.get()).map(|own| &**own)
}

/// How many names the program has told of: what was masked by fewer may have to be masked anew.
pub(crate) fn own_names() -> usize {
    names().count()
}

/// Whether the program wants this very name to be shown.
pub(super) fn is_shown(name: &str) -> bool {
    names().any(|own| own.shown && are_same(words(name), &own.words))
}

/// Whether the program wants what stands under such a name to be masked.
pub(super) fn is_masked(name: &str) -> bool {
    names().any(|own| !own.shown && own.is_within(name))
}

impl Own {
    /// Whether the words stand in the name, one after the other, and nothing behind them says
    /// that the value is about a secret.
    fn is_within(&self, name: &str) -> bool {
        let all: Vec<&str> = words(name).collect();
        let here = |part: &[&str]| are_same(part.iter().copied(), &self.words);
        all.windows(self.words.len()).enumerate().any(|(at, part)| {
            let is_last = at + self.words.len() == all.len();
            here(part) && (is_last || !all.last().is_some_and(|word| is_about(word)))
        })
    }
}

fn are_same<'n>(words: impl Iterator<Item = &'n str>, lower: &[String]) -> bool {
    words.map(str::to_lowercase).eq(lower.iter().map(String::as_str))
}
