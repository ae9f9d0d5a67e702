//! The marks in an `impl` block: `#[section]` on its members.

use crate::attr::{flatten, is_punct, is_word, split};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::quote;

/// `#[section]`, `#[section(...)]`, or the same by a path such as `gmr::section`.
pub(super) struct Mark {
    /// The word `section`.
    pub(super) at: Span,
    pub(super) says: Says,
    /// `#[cfg(...)]`, if it stands in a `cfg_attr`.
    pub(super) cfg: TokenStream,
}

/// What stands behind the word `section`.
pub(crate) enum Says {
    Arguments(TokenStream),
    /// `= ...`
    Equals,
}

/// An attribute with marks in it, and what is left of it without them.
struct Attribute {
    marks: Vec<Mark>,
    rest: TokenStream,
}

/// The marks among the member's attributes, and the member without them.
pub(super) fn split_marks(member: &[TokenTree]) -> (Vec<Mark>, TokenStream) {
    let mut marks = Vec::new();
    let mut rest = member;
    let mut others = TokenStream::new();
    while let [sign, list, behind @ ..] = rest
        && is_punct(Some(sign), '#')
    {
        match Attribute::read(list) {
            Some(attribute) => {
                marks.extend(attribute.marks);
                others.extend(attribute.rest);
            }
            None => others.extend([sign.clone(), list.clone()]),
        }
        rest = behind;
    }
    others.extend(rest.iter().cloned());
    (marks, others)
}

/// The block without the marks, which nobody else knows.
pub(crate) fn without_marks(tokens: &TokenStream) -> TokenStream {
    let mut trees: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let Some(TokenTree::Group(last)) = trees.pop() else { return tokens.clone() };
    let content = match last.delimiter() {
        // What `macro_rules` was given as an item.
        Delimiter::None => without_marks(&last.stream()),
        _ => strip(last.stream()),
    };
    let mut stripped = Group::new(last.delimiter(), content);
    stripped.set_span(last.span());
    trees.push(stripped.into());
    trees.into_iter().collect()
}

fn strip(tokens: TokenStream) -> TokenStream {
    let mut stripped = TokenStream::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match (tree, trees.peek()) {
            (TokenTree::Punct(sign), Some(list)) if sign.as_char() == '#' => {
                if let Some(attribute) = Attribute::read(list) {
                    trees.next();
                    stripped.extend(attribute.rest);
                } else {
                    stripped.extend([TokenTree::from(sign)]);
                }
            }
            (TokenTree::Group(group), _) if group.delimiter() == Delimiter::None => {
                let mut inner = Group::new(Delimiter::None, strip(group.stream()));
                inner.set_span(group.span());
                stripped.extend([TokenTree::from(inner)]);
            }
            (tree, _) => stripped.extend([tree]),
        }
    }
    stripped
}

impl Attribute {
    /// Reads what stands behind `#`, if there are marks in it.
    fn read(list: &TokenTree) -> Option<Self> {
        let TokenTree::Group(group) = list else { return None };
        let trees = flatten(group.stream());
        if let [word, TokenTree::Group(arguments)] = &trees[..]
            && is_word(Some(word), "cfg_attr")
        {
            return Attribute::conditional(word, arguments);
        }
        let mark = mark(&trees, TokenStream::new())?;
        Some(Attribute { marks: vec![mark], rest: TokenStream::new() })
    }

    /// `#[cfg_attr(predicate, section, inline)]`
    fn conditional(word: &TokenTree, arguments: &Group) -> Option<Self> {
        let mut parts = split(arguments.stream()).into_iter();
        let predicate: TokenStream = parts.next()?.into_iter().collect();
        let mut marks = Vec::new();
        let mut others = TokenStream::new();
        for part in parts {
            match mark(&part, quote!(#[cfg(#predicate)])) {
                Some(mark) => marks.push(mark),
                None => others.extend(quote!(, #(#part)*)),
            }
        }
        let rest = quote!(#[#word(#predicate #others)]);
        let rest = if others.is_empty() { TokenStream::new() } else { rest };
        (!marks.is_empty()).then_some(Attribute { marks, rest })
    }
}

fn mark(trees: &[TokenTree], cfg: TokenStream) -> Option<Mark> {
    let is_path =
        |tree: &&TokenTree| matches!(tree, TokenTree::Ident(_)) || is_punct(Some(tree), ':');
    let path = trees.iter().take_while(is_path).count();
    let word = trees[..path].last().filter(|word| is_word(Some(word), "section"))?;
    let says = match &trees[path..] {
        [] => Says::Arguments(TokenStream::new()),
        [TokenTree::Group(arguments)] if arguments.delimiter() == Delimiter::Parenthesis => {
            Says::Arguments(arguments.stream())
        }
        _ => Says::Equals,
    };
    Some(Mark { at: word.span(), says, cfg })
}
