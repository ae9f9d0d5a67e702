//! Tokens as their author sees them.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::mem;

/// Opens the invisible groups that `macro_rules` puts round its fragments.
pub(crate) fn flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flat.extend(flatten(group.stream()));
            }
            tree => flat.push(tree),
        }
    }
    flat
}

/// As [`flatten`], with the visible groups opened, too.
pub(crate) fn flatten_deep(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) => flat.extend(flatten_deep(group.stream())),
            tree => flat.push(tree),
        }
    }
    flat
}

/// Whether the tree is this sign.
pub(crate) fn is_punct(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

/// Whether the tree is this word.
pub(crate) fn is_word(tree: Option<&TokenTree>, word: &str) -> bool {
    matches!(tree, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Splits options at their commas; those between the arguments of a path or of a closure do not
/// count.
pub(crate) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    Splitter::default().split(tokens)
}

/// Splits the parameters of a function, where each `<` belongs to a type.
pub(crate) fn split_parameters(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    Splitter { is_types: true, ..Splitter::default() }.split(tokens)
}

/// What has been read of the part that is being read.
#[derive(Default)]
struct Splitter {
    /// Whether all of it is types.
    is_types: bool,
    part: Vec<TokenTree>,
    /// How many `<` are open.
    depth: usize,
    /// Whether the arguments of a closure are open.
    in_bars: bool,
    /// Whether the last tree closed the arguments of a closure.
    after_bars: bool,
    /// Whether a closure's `-> Type` is being read, which ends with its body.
    in_output: bool,
}

impl Splitter {
    fn split(mut self, tokens: TokenStream) -> Vec<Vec<TokenTree>> {
        let mut parts = Vec::new();
        for tree in tokens {
            if self.depth == 0 && !self.in_bars && is_punct(Some(&tree), ',') {
                parts.push(mem::take(&mut self.part));
                self = Splitter { is_types: self.is_types, ..Splitter::default() };
                continue;
            }
            self.read(&tree);
            self.part.push(tree);
        }
        if !self.part.is_empty() {
            parts.push(self.part);
        }
        parts
    }

    fn read(&mut self, tree: &TokenTree) {
        let after_bars = mem::take(&mut self.after_bars);
        match tree {
            TokenTree::Punct(sign) => match sign.as_char() {
                '|' if self.in_bars => {
                    self.in_bars = false;
                    self.after_bars = true;
                }
                '|' if self.depth == 0 => self.in_bars = after_bars || self.begins_closure(),
                _ if self.in_bars => {}
                '<' if self.opens(after_bars) => self.depth += 1,
                '>' if is_arrow(&self.part) => self.in_output |= self.is_behind_bars(),
                '>' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            },
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                self.in_output = false;
            }
            _ => {}
        }
    }

    /// Whether a `|` that stands here is no "or": it begins a value.
    fn begins_closure(&self) -> bool {
        let is_moved = |word| is_word(self.part.last(), word);
        is_punct(self.part.last(), '=') || is_moved("move") || is_moved("async")
    }

    /// Whether the `>` that stands here is that of `|...| ->`.
    fn is_behind_bars(&self) -> bool {
        let bar = self.part.len().checked_sub(2).and_then(|at| self.part.get(at));
        self.depth == 0 && is_punct(bar, '|')
    }

    /// Whether a `<` that stands here is no "less": a path's arguments stand after `::`, or begin a
    /// value.
    fn opens(&self, after_bars: bool) -> bool {
        let behind = |sign| is_punct(self.part.last(), sign);
        let in_type = self.is_types || self.in_output || self.depth > 0;
        in_type || after_bars || behind(':') || behind('=') || behind('&')
    }
}

/// Whether the next `>` is the head of `->` or `=>`.
pub(crate) fn is_arrow(before: &[TokenTree]) -> bool {
    is_punct(before.last(), '-') || is_punct(before.last(), '=')
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn parts(text: &str) -> Vec<String> {
        let parts = split(text.parse().unwrap()).into_iter();
        let text = |part: Vec<TokenTree>| part.into_iter().collect::<TokenStream>().to_string();
        parts.map(text).map(|part| part.replace(' ', "")).collect()
    }

    #[test]
    fn a_comma_between_the_bars_of_a_closure_is_its_own() {
        assert_eq!(parts("a = |b, c| d, e"), ["a=|b,c|d", "e"]);
        assert_eq!(parts("a = move |b: &M<C, D>, e| f, g"), ["a=move|b:&M<C,D>,e|f", "g"]);
        assert_eq!(parts("a = |b| |c, d| e, f = || g, h"), ["a=|b||c,d|e", "f=||g", "h"]);
        assert_eq!(parts("a = |b, c| -> M<D, E> { f, g }, h"), ["a=|b,c|->M<D,E>{f,g}", "h"]);
        assert_eq!(parts("a = |b| -c < d, e > f"), ["a=|b|-c<d", "e>f"]);
    }

    #[test]
    fn an_operator_opens_nothing() {
        assert_eq!(parts("a = b | c, d | e"), ["a=b|c", "d|e"]);
        assert_eq!(parts("a = |b| b || c, d"), ["a=|b|b||c", "d"]);
        assert_eq!(parts("a = |b| b.len() > 3, c = d < e, f"), ["a=|b|b.len()>3", "c=d<e", "f"]);
        assert_eq!(parts("a = b << 2, c >> 1"), ["a=b<<2", "c>>1"]);
    }

    #[test]
    fn a_comma_between_the_arguments_of_a_path_is_its_own() {
        assert_eq!(parts("a = b::<C, D>(e), f"), ["a=b::<C,D>(e)", "f"]);
        assert_eq!(parts("a = <B as C<D, E>>::f, g"), ["a=<BasC<D,E>>::f", "g"]);
        assert_eq!(parts("a = |b| <B as C<D, E>>::f(b), g"), ["a=|b|<BasC<D,E>>::f(b)", "g"]);
        assert_eq!(parts("a = M::<fn(B) -> C, D>::e, f"), ["a=M::<fn(B)->C,D>::e", "f"]);
    }
}
