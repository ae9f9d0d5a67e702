//! What does not fit is cut, and counted.

use crate::view::document::{Fields, Names, Node, printable};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt::{Display, Write};

/// How much may stay.
pub(super) struct Limits {
    /// Of a text, so many bytes.
    text: usize,
    /// Of a list, and of what the program names, so many items.
    items: usize,
    /// Of lists in lists, so many levels.
    levels: usize,
}

const fn limits(text: usize, items: usize, levels: usize) -> Limits {
    Limits { text, items, levels }
}

/// What of a record is in each of them.
pub(super) const HEADER: Limits = limits(128, 4, 4);

/// From the least cuts to those after which every record fits: the last one leaves no item of any
/// list, and what the schema names has some forty texts.
pub(super) const STEPS: [Limits; 9] = [
    limits(4096, 256, 64),
    limits(2048, 128, 32),
    limits(2048, 64, 16),
    limits(1024, 32, 12),
    limits(1024, 24, 8),
    limits(512, 16, 6),
    limits(256, 8, 5),
    limits(128, 4, 4),
    limits(96, 0, 0),
];

/// So many cuts are told one by one.
const TOLD: usize = 16;
/// So much of the path to a cut is told.
const PATH: usize = 120;

/// The path to a part of what is at `path`, as far as it is told: names may be long, and nested.
fn inner(path: &str, part: impl Display) -> String {
    let mut inner = path.to_owned();
    if inner.len() < PATH {
        // Writing to a string does not fail.
        let _ = write!(inner, "/{part}");
        inner.truncate(inner.floor_char_boundary(PATH));
    }
    inner
}

/// Cuts one record.
pub(super) struct Cutter<'l> {
    limits: &'l Limits,
    /// Where, at which place of the list, and how many.
    cuts: Vec<(String, usize, usize)>,
    more: usize,
    levels: usize,
}

impl<'l> Cutter<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Cutter { limits, cuts: Vec::new(), more: 0, levels: 0 }
    }

    /// The node with what may stay of it.
    pub(super) fn node<'r>(&mut self, node: Node<'r>, path: &str) -> Node<'r> {
        match node {
            Node::Text(text) => Node::Text(self.text(text)),
            Node::Map(fields) => {
                let cut = |(key, node)| (key, self.node(node, &inner(path, key)));
                Node::Map(fields.into_iter().map(cut).collect())
            }
            Node::Named(entries) => self.names(entries(), path),
            Node::List(items) => self.list(items.into_iter(), path),
            Node::Each(items) => self.list(items(), path),
            other => other,
        }
    }

    /// The text, or its beginning and how much more there is.
    fn text<'r>(&self, text: Cow<'r, str>) -> Cow<'r, str> {
        let most = self.limits.text;
        let mut end = text.floor_char_boundary(most);
        let mut shown = printable(&text[..end]);
        // A character of a few bytes may take eight when it is printable.
        while shown.len() > most {
            end = text.floor_char_boundary(end / 2);
            shown = printable(&text[..end]);
        }
        match text.len() - end {
            0 => text,
            more => format!("{shown}… ({more} more bytes)").into(),
        }
    }

    fn list<'r>(&mut self, items: impl Iterator<Item = Node<'r>>, path: &str) -> Node<'r> {
        let kept = self.keep(items, path);
        self.levels += 1;
        let cut = |(at, item)| self.node(item, &inner(path, at));
        let list = kept.into_iter().enumerate().map(cut).collect();
        self.levels -= 1;
        Node::List(list)
    }

    fn names<'r>(
        &mut self,
        entries: impl Iterator<Item = (Cow<'r, str>, Node<'r>)>,
        path: &str,
    ) -> Node<'r> {
        let kept = self.keep(entries, path);
        self.levels += 1;
        // Names that begin alike may be the same when they are cut.
        let mut names = Names::default();
        let mut cut = Vec::with_capacity(kept.len());
        for (name, node) in kept {
            let name = names.distinct(self.text(name));
            let node = self.node(node, &inner(path, &name));
            cut.push((name, node));
        }
        self.levels -= 1;
        Node::NamedList(cut)
    }

    /// The first and the last ones, if there are too many.
    fn keep<T>(&mut self, items: impl Iterator<Item = T>, path: &str) -> Vec<T> {
        let is_too_deep = self.levels >= self.limits.levels;
        let most = if is_too_deep { 0 } else { self.limits.items };
        let (first, last) = (most.div_ceil(2), most / 2);
        let mut items = items.fuse();
        let mut kept: Vec<T> = items.by_ref().take(first).collect();
        let mut end: VecDeque<T> = VecDeque::with_capacity(last + 1);
        let mut left_out = 0;
        for item in items {
            end.push_back(item);
            if end.len() > last {
                end.pop_front();
                left_out += 1;
            }
        }
        if left_out > 0 {
            self.note(path, kept.len(), left_out);
        }
        kept.extend(end);
        kept
    }

    fn note(&mut self, path: &str, at: usize, left_out: usize) {
        if self.cuts.len() < TOLD {
            self.cuts.push((path.to_owned(), at, left_out));
        } else {
            self.more += 1;
        }
    }

    /// Adds what was cut, if anything was.
    pub(super) fn put_cuts(self, fields: &mut Fields<'_>) {
        if self.cuts.is_empty() {
            return;
        }
        let cut = |(path, at, left_out): (String, usize, usize)| {
            Node::Map(vec![
                ("path", Node::words(path)),
                ("at", Node::int(at as i128)),
                ("left_out", Node::int(left_out as i128)),
            ])
        };
        fields.put("cuts", Node::List(self.cuts.into_iter().map(cut).collect()));
        if self.more > 0 {
            fields.put("more_cuts", Node::int(self.more as i128));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_does_not_grow_with_long_names_in_long_names() {
        let name = "ä".repeat(PATH);
        let one = inner("/values", &name);
        assert!(one.starts_with("/values/ä") && (PATH - 1..=PATH).contains(&one.len()));
        assert!(inner(&inner(&one, &name), 7).len() <= PATH);
        assert_eq!(inner("/threads", 7), "/threads/7");
    }
}
