//! "Open files": the descriptors by kind, and the first of them one by one.

use crate::capture::descriptors::{Descriptors, descriptors};
use crate::capture::limits::{OPEN_FILES, limits};
use crate::section::{Map, Out};
use std::time::{Duration, Instant};

/// More would fill the report.
const LISTED: usize = 200;
/// What was seen is written in this time.
const MARGIN: Duration = Duration::from_millis(250);

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let deadline = out.deadline().map(|until| {
        let time = until.saturating_duration_since(Instant::now());
        until.checked_sub(MARGIN.min(time / 4)).unwrap_or(until)
    });
    match descriptors(LISTED, deadline) {
        Ok(all) => write_all(&all, out),
        Err(error) => out.note(super::unreadable("/proc/self/fd", &error)),
    }
}

fn write_all(all: &Descriptors, out: Out<'_>) {
    let mut map = out.map();
    map.entry("open").uint(all.count as u64);
    let limit = limits().find(|limit| limit.name == OPEN_FILES).and_then(|limit| limit.soft);
    match limit {
        Some(limit) => map.entry("limit").uint(limit),
        None => map.entry("limit").symbol("unlimited"),
    }
    if all.seen < all.count {
        let note = format!("only {} were looked at in time", all.seen);
        map.entry("incomplete").note(note);
    }
    counts(&mut map, "kinds", all.kinds.iter().map(|(kind, count)| (kind.as_str(), *count)));
    if !all.states.is_empty() {
        counts(&mut map, "tcp", all.states.iter().map(|(state, count)| (*state, *count)));
    }
    map.entry("deleted files").uint(all.deleted);
    list(all, map.entry("by number"));
}

/// The most frequent first.
fn counts<'c>(map: &mut Map<'_>, name: &'static str, counts: impl Iterator<Item = (&'c str, u64)>) {
    let mut counts: Vec<_> = counts.collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut map = map.entry(name).map();
    for (kind, count) in counts {
        map.entry(kind.to_owned()).uint(count);
    }
}

fn list(all: &Descriptors, out: Out<'_>) {
    let mut map = out.map();
    for (number, words) in &all.first {
        map.entry(number.to_string()).str(words);
    }
    if let Some(more @ 1..) = all.count.checked_sub(all.first.len()) {
        map.entry("").note(format!("{more} more"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::value_of;
    use crate::model::Value;

    #[test]
    fn counts_stand_before_the_list_and_cuts_are_told() {
        let all = Descriptors {
            count: 1000,
            seen: 640,
            kinds: [("file".to_owned(), 3), ("tcp".to_owned(), 600)].into(),
            states: [("listen", 1), ("close-wait", 599)].into(),
            deleted: 2,
            first: vec![(0, "/dev/null".into()), (7, "/x?password=hunter2".into())],
        };
        let value = value_of(|out| write_all(&all, out));
        let Value::Map(entries) = &value else { unreachable!("a map is written") };
        let keys: Vec<&str> = entries.iter().map(|entry| &*entry.key).collect();
        let expect = ["open", "limit", "incomplete", "kinds", "tcp", "deleted files", "by number"];
        assert_eq!(keys, expect);
        let first = |key| match value.entry(key) {
            Some(Value::Map(entries)) => entries[0].key.clone(),
            other => unreachable!("{key}: {other:?}"),
        };
        assert_eq!((&*first("kinds"), &*first("tcp")), ("tcp", "close-wait"));
        let list = value.entry("by number").unwrap();
        assert_eq!(list.entry("7"), Some(&Value::Str("/x?password=***".into())));
        assert_eq!(list.entry(""), Some(&Value::Note("998 more".into())));
    }

    #[test]
    fn what_is_all_there_is_not_called_cut() {
        let value = value_of(|out| write_all(&Descriptors::default(), out));
        assert_eq!((value.entry("incomplete"), value.entry("tcp")), (None, None));
    }
}
