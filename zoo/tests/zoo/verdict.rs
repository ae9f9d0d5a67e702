//! Whether a stack is true.

use super::seen::{End, Seen};

/// What is to be said of one stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As gdb has it, or what else there is to compare with.
    Equal,
    /// It says itself that it ends early or may be wrong, for this reason.
    Marked(String),
    /// gdb is known to be wrong here.
    FaultOfGdb(&'static str),
    /// Not what it claims to be.
    Wrong(String),
}

/// Where gdb is wrong: kinds, how its stack differs, and why.
const FAULTS_OF_GDB: &[(&[&str], Difference, &str)] = &[
    (
        &["coroutine"],
        Difference::GoesOn,
        "takes what lies above the base of a coroutine's stack for frames",
    ),
    (
        &["c-bare", "c-frame-pointer"],
        Difference::EndsEarly,
        "does not find the frame of a function without a table and a symbol",
    ),
];

/// Of a stack that says itself that it ends early, if gdb goes on to where there is no code.
const INVENTS: &str = "takes data for frames of a function without a table and a symbol";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// gdb has more frames beyond ours.
    GoesOn,
    /// gdb has fewer.
    EndsEarly,
}

/// A stack at rest, against what gdb has.
pub(crate) fn of(seen: &Seen, gdb: &[u64]) -> Verdict {
    let ours = WithGap::of(seen);
    let known = |difference: Difference| {
        let known = |(kinds, known, _): &&(&[&str], Difference, &str)| {
            kinds.contains(&seen.kind.as_str()) && *known == difference
        };
        FAULTS_OF_GDB.iter().find(known).map(|(_, _, why)| Verdict::FaultOfGdb(why))
    };
    if let End::Marked(reason) = &seen.end {
        // What is shown before the end must be true all the same.
        if seen.doubt.is_some() || ours.is_start_of(gdb) {
            return Verdict::Marked(reason.clone());
        }
        // Without a table and a symbol gdb guesses.
        if gdb.contains(&0) {
            return Verdict::FaultOfGdb(INVENTS);
        }
        return Verdict::Wrong(format!("{reason}; {}", differ(seen, gdb)));
    }
    if ours.is(gdb) {
        return Verdict::Equal;
    }
    if let Some(doubt) = &seen.doubt {
        return Verdict::Marked(doubt.clone());
    }
    let difference = if ours.is_start_of(gdb) {
        Some(Difference::GoesOn)
    } else {
        ours.starts_with(gdb).then_some(Difference::EndsEarly)
    };
    difference.and_then(known).unwrap_or_else(|| Verdict::Wrong(differ(seen, gdb)))
}

/// A stack of which gdb cannot say anything: it must be whole and have a function, if it has names.
pub(crate) fn alone(seen: &Seen, marker: &str) -> Verdict {
    match &seen.end {
        End::Marked(reason) => Verdict::Marked(reason.clone()),
        End::Root if !has_names(seen) || has(seen, marker) => Verdict::Equal,
        End::Root => Verdict::Wrong(format!("`{marker}` is not in {:?}", seen.functions)),
    }
}

/// A stack of a thread that runs: it begins where it began when it rested, and its function is in
/// it.
pub(crate) fn of_running(seen: &Seen, at_rest: &Seen) -> Verdict {
    if let Some(reason) = &seen.doubt {
        return Verdict::Marked(reason.clone());
    }
    if let End::Marked(reason) = &seen.end {
        return Verdict::Marked(reason.clone());
    }
    let marker = seen.kind.replace("R-", "run_").replace('-', "_");
    if has_names(seen) && !is_on_its_way(seen) && !has(seen, &marker) {
        return Verdict::Wrong(format!("`{marker}` is not in {:?}", seen.functions));
    }
    let base = |seen: &Seen| seen.places.iter().rev().take(4).copied().collect::<Vec<u64>>();
    if at_rest.end == End::Root && base(seen) != base(at_rest) {
        return Verdict::Wrong(format!(
            "its base is {:x?}, not {:x?}",
            seen.places, at_rest.places
        ));
    }
    Verdict::Equal
}

/// Whether a thread of those that run has not begun yet, or has ended already: it rests, or is in
/// one of the calls that lead from there to its function, or makes or drops the box that these pass
/// on, for which it may have to wait.
fn is_on_its_way(seen: &Seen) -> bool {
    const WAY: [&str; 6] = [
        "zoo::gate::levels",
        "zoo::gate::one_less",
        "zoo::running::start_one",
        "FnOnce::call_once",
        "FnOnce<()>>::call_once",
        "core::hint::black_box",
    ];
    let is_way = |function: &String| WAY.iter().any(|part| function.contains(part));
    let is_box = |calls: &[String]| match calls {
        [inner, outer] => (inner.contains("new") || inner.contains("drop")) && is_way(outer),
        _ => false,
    };
    has(seen, "rest_until_run")
        || seen.functions.first().is_some_and(is_way)
        || seen.functions.windows(2).any(is_box)
}

/// A stack of a thread that has not moved since.
pub(crate) fn same(seen: &Seen, before: &Seen) -> Verdict {
    match (&seen.end, &before.end) {
        (End::Marked(reason), _) => Verdict::Marked(reason.clone()),
        (End::Root, End::Root)
            if seen.gap != before.gap || !WithGap::of(seen).is(&before.places) =>
        {
            Verdict::Wrong(differ(seen, &before.places))
        }
        _ => Verdict::Equal,
    }
}

fn has(seen: &Seen, marker: &str) -> bool {
    seen.functions.iter().any(|function| function.contains(marker))
}

/// In a stripped program no function of its own has a name.
fn has_names(seen: &Seen) -> bool {
    seen.functions.iter().any(|function| function.contains("zoo"))
}

/// The places of a stack that may have a gap.
struct WithGap<'s> {
    inner: &'s [u64],
    left_out: usize,
    outer: &'s [u64],
}

impl<'s> WithGap<'s> {
    fn of(seen: &'s Seen) -> Self {
        let (at, left_out) = seen.gap.unwrap_or((seen.places.len(), 0));
        let (inner, outer) = seen.places.split_at(at);
        WithGap { inner, left_out, outer }
    }

    /// Whether these are the same places.
    fn is(&self, other: &[u64]) -> bool {
        let len = self.inner.len() + self.left_out + self.outer.len();
        // Without the gap, if the other has the same.
        let is_same_len = other.len() == len || other.len() + self.left_out == len;
        is_same_len && start_matches(other, self.inner) && other.ends_with(self.outer)
    }

    fn is_start_of(&self, other: &[u64]) -> bool {
        self.left_out == 0 && start_matches(other, self.inner)
    }

    fn starts_with(&self, other: &[u64]) -> bool {
        self.left_out == 0 && start_matches(self.inner, other)
    }
}

/// Whether `places` begin with `start`. A system call that was interrupted is begun again: then
/// the thread stands two bytes before where it would be after the call.
fn start_matches(places: &[u64], start: &[u64]) -> bool {
    let Some((first, rest)) = start.split_first() else { return true };
    let Some((theirs, others)) = places.split_first() else { return false };
    (first == theirs || first.abs_diff(*theirs) == 2) && others.starts_with(rest)
}

fn differ(seen: &Seen, other: &[u64]) -> String {
    let ours = &seen.places;
    let same = ours.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (mine, theirs) = (ours.len(), other.len());
    let tail = |places: &[u64]| {
        format!("{:x?}", places.iter().skip(same.saturating_sub(1)).take(6).collect::<Vec<_>>())
    };
    let (a, b) = (tail(ours), tail(other));
    format!("{mine} frames, not {theirs}; {same} are the same, then {a} instead of {b}")
}
