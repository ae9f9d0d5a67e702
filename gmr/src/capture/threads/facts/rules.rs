//! What a thread waits for, as its innermost functions tell.

mod table;

use super::function::parts;
use crate::capture::function;
use crate::capture::threads::address::AddressMap;
use crate::model::{Frame, WaitKind};
use std::sync::Arc;
use table::{LIBRARIES, RULES, STOPS};

/// Functions of libraries between the system call and the program are never more.
const MOST_FRAMES: usize = 40;

/// What is known of a thread that is in a function.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rule {
    /// The function: parts of its path in their order, the first and the last of them its own;
    /// a star stands for the rest of a part.
    function: &'static [&'static str],
    /// The kinds of waits, as functions further in tell them, that this one tells better; if
    /// there is none, it must be what waits for a word of memory itself.
    over: &'static [WaitKind],
    /// What sort of thing it waits for.
    pub(super) kind: WaitKind,
    /// What it does, "waits for".
    verb: &'static str,
    /// The thing: "a std Mutex".
    pub(super) what: &'static str,
    /// Where in the thing the word is that the thread waits for.
    pub(super) word: Word,
}

/// Where in a thing the word is that a thread waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Elsewhere.
    Elsewhere,
    /// So many bytes behind its begin.
    At(u64),
    /// In a pthread mutex.
    Mutex,
    /// In a pthread read-write lock.
    RwLock,
    /// In the description of a thread, whose id it holds.
    Thread,
}

impl Rule {
    /// The reason in words, without an address.
    pub(super) fn words(&self) -> String {
        format!("{} {}", self.verb, self.what)
    }
}

/// Whether the pattern of a rule describes the function.
fn fits(pattern: &[&str], function: &[&str]) -> bool {
    let (Some((first, pattern)), Some((crate_name, path))) =
        (pattern.split_first(), function.split_first())
    else {
        return false;
    };
    if !fits_part(first, crate_name) {
        return false;
    }
    match (pattern.split_last(), path.split_last()) {
        (None, None) => true,
        (Some((last, middle)), Some((name, path))) => {
            let mut path = path.iter();
            let mut is_there = |part: &&str| path.any(|other| fits_part(part, other));
            fits_part(last, name) && middle.iter().all(&mut is_there)
        }
        _ => false,
    }
}

fn fits_part(pattern: &str, part: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => part.starts_with(start),
        None => pattern == part,
    }
}

/// Finds rules; threads have most of their innermost frames in common.
#[derive(Default)]
pub(super) struct Finder {
    /// By the address of the frame.
    known: AddressMap<Known, usize>,
}

/// What the rules say of a frame.
struct Known {
    /// Whether the program's code begins here.
    stops: bool,
    is_library: bool,
    rules: Vec<&'static Rule>,
}

impl Known {
    fn new(frame: &Frame) -> Self {
        let name = function::name(frame);
        let function = name.as_deref().map(parts).unwrap_or_default();
        Known {
            stops: STOPS.iter().any(|stop| fits(stop, &function)),
            is_library: is_library(frame, &function),
            rules: RULES.iter().filter(|rule| fits(rule.function, &function)).collect(),
        }
    }
}

impl Finder {
    /// The rule that tells best what a thread with these frames waits for.
    ///
    /// `kind` is what its system call tells; none if that is a wait for a word of memory. The frames
    /// stay where they are as long as this is used.
    pub(super) fn find(
        &mut self,
        frames: &[Arc<Frame>],
        kind: Option<WaitKind>,
    ) -> Option<&'static Rule> {
        let mut kind = kind;
        let mut found = None;
        for frame in frames.iter().take(MOST_FRAMES) {
            let address = Arc::as_ptr(frame).addr();
            let known = self.known.entry(address).or_insert_with(|| Known::new(frame));
            if known.stops {
                break;
            }
            let is_better = |rule: &&&Rule| match kind {
                Some(kind) => rule.over.contains(&kind),
                None => rule.over.is_empty(),
            };
            if let Some(rule) = known.rules.iter().find(is_better) {
                kind = Some(rule.kind);
                found = Some(*rule);
            } else if !known.is_library {
                break;
            }
        }
        found
    }
}

/// Whether a wait in this function is one of its caller's.
fn is_library(frame: &Frame, function: &[&str]) -> bool {
    let is_libc = || {
        let file = frame.module.as_deref().and_then(|path| path.rsplit('/').next());
        file.is_some_and(|file| {
            ["libc.", "libc-", "libpthread", "ld-"].iter().any(|l| file.starts_with(l))
        })
    };
    match function {
        [] => is_libc(),
        [name] => LIBRARIES.iter().any(|library| fits_part(library, name)) || is_libc(),
        [crate_name, ..] => LIBRARIES.iter().any(|library| fits_part(library, crate_name)),
    }
}
