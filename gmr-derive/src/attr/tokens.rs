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

/// Splits options at their commas; those between the arguments of a path do not count.
pub(crate) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    // `a < b` in a closure opens nothing: a path's arguments stand after `::`, or begin a value.
    split_where(tokens, |before| is_punct(before.last(), ':') || is_punct(before.last(), '='))
}

/// Splits the parameters of a function, where each `<` belongs to a type.
pub(crate) fn split_parameters(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    split_where(tokens, |_| true)
}

fn split_where(tokens: TokenStream, opens: impl Fn(&[TokenTree]) -> bool) -> Vec<Vec<TokenTree>> {
    let mut parts = Vec::new();
    let mut part: Vec<TokenTree> = Vec::new();
    let mut depth = 0_usize;
    for tree in tokens {
        let tree = Some(&tree);
        if is_punct(tree, ',') && depth == 0 {
            parts.push(mem::take(&mut part));
            continue;
        }
        if is_punct(tree, '<') && (depth > 0 || opens(&part)) {
            depth += 1;
        } else if is_punct(tree, '>') && !is_arrow(&part) {
            depth = depth.saturating_sub(1);
        }
        part.extend(tree.cloned());
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Whether the next `>` is the head of `->` or `=>`.
pub(crate) fn is_arrow(before: &[TokenTree]) -> bool {
    is_punct(before.last(), '-') || is_punct(before.last(), '=')
}
