//! An `impl` block, read as far as the signatures of its functions.

use super::{Item, Reader};
use crate::attr::{flatten, is_arrow, is_punct, is_word};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;

pub(crate) struct Implementation {
    /// The `#[cfg(...)]`s of the block.
    pub(crate) cfgs: TokenStream,
    /// The word `impl`.
    pub(crate) at: Span,
    /// The type, with `_` for what the block is generic over.
    pub(crate) ty: TokenStream,
    /// What its functions are called through: `<Type>` or `<Type as Trait>`.
    pub(crate) path: TokenStream,
    /// The parameters of the block that are no lifetimes.
    pub(crate) generics: Vec<Ident>,
    /// The functions, or whatever else, that are marked as sections.
    pub(crate) marked: Vec<Marked>,
}

/// A member with `#[section]` on it.
pub(crate) struct Marked {
    /// The word `section`.
    pub(crate) at: Span,
    /// What the attribute says.
    pub(crate) says: Says,
    /// Where it is marked once more.
    pub(crate) again: Option<Span>,
    pub(crate) item: Item,
}

/// What stands behind the word `section`.
pub(crate) enum Says {
    Arguments(TokenStream),
    /// `= ...`
    Equals,
}

struct Mark {
    at: Span,
    says: Says,
}

impl Implementation {
    /// The block, or the first word of what stands there instead.
    pub(crate) fn read(tokens: &TokenStream) -> Result<Self, (String, Span)> {
        let trees = flatten(tokens.clone());
        let mut reader = Reader { trees: &trees, at: 0 };
        let cfgs = reader.attributes();
        let first = reader.peek().cloned();
        let (_, _) = (reader.eat("default"), reader.eat("unsafe"));
        let body = trees.last().and_then(braces);
        let (Some(at), Some(body)) = (reader.eat("impl"), body) else {
            let span = first.as_ref().map_or_else(Span::call_site, TokenTree::span);
            return Err((first.map_or_else(String::new, |tree| tree.to_string()), span));
        };
        let generics = reader.generics();
        let header = trees.get(reader.at..trees.len() - 1).unwrap_or_default();
        let (of, ty) = header_parts(header);
        let ty = inferred(ty, &generics);
        let path = match of {
            Some(of) => {
                let of = inferred(of, &generics);
                quote!(<#ty as #of>)
            }
            None => quote!(<#ty>),
        };
        Ok(Implementation { cfgs, at, ty, path, generics, marked: marked(&body) })
    }
}

fn braces(tree: &TokenTree) -> Option<Group> {
    match tree {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group.clone()),
        _ => None,
    }
}

/// The trait, if there is one, and the type; without the where clause.
fn header_parts(header: &[TokenTree]) -> (Option<&[TokenTree]>, &[TokenTree]) {
    let mut depth = 0_usize;
    let mut of = None;
    let mut begin = 0;
    for (at, tree) in header.iter().enumerate() {
        if is_punct(Some(tree), '<') {
            depth += 1;
        } else if is_punct(Some(tree), '>') && !is_arrow(&header[..at]) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && is_word(Some(tree), "where") {
            return (of, &header[begin..at]);
        } else if depth == 0 && of.is_none() && is_word(Some(tree), "for") {
            of = Some(&header[..at]);
            begin = at + 1;
        }
    }
    (of, &header[begin..])
}

/// A type outside of its block: what the block is generic over is for the compiler to find.
fn inferred(ty: &[TokenTree], generics: &[Ident]) -> TokenStream {
    let mut inferred = TokenStream::new();
    let mut trees = ty.iter().peekable();
    while let Some(tree) = trees.next() {
        match (tree, trees.peek()) {
            (TokenTree::Punct(sign), Some(TokenTree::Ident(name))) if sign.as_char() == '\'' => {
                let anonymous = Ident::new("_", name.span());
                let name = if name == "static" { name } else { &anonymous };
                inferred.extend([tree.clone(), name.clone().into()]);
                trees.next();
            }
            (TokenTree::Ident(name), _) if generics.contains(name) => {
                inferred.extend([TokenTree::from(Ident::new("_", name.span()))]);
            }
            (TokenTree::Group(group), _) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let inner = self::inferred(&inner, generics);
                inferred.extend([TokenTree::from(Group::new(group.delimiter(), inner))]);
            }
            (tree, _) => inferred.extend([tree.clone()]),
        }
    }
    inferred
}

/// The members that are marked, each read as an item of its own.
fn marked(body: &Group) -> Vec<Marked> {
    let trees = flatten(body.stream());
    let mut marked = Vec::new();
    let mut rest = &trees[..];
    // `#![...]` belongs to the block.
    while is_punct(rest.first(), '#') && is_punct(rest.get(1), '!') {
        rest = rest.get(3..).unwrap_or_default();
    }
    while !rest.is_empty() {
        let (member, behind) = rest.split_at(member_length(rest));
        rest = behind;
        let (marks, others) = split_marks(member);
        let mut marks = marks.into_iter();
        if let Some(Mark { at, says }) = marks.next() {
            let again = marks.next().map(|mark| mark.at);
            marked.push(Marked { at, says, again, item: Item::read(&others) });
        }
    }
    marked
}

/// A member ends at its braces or at a `;`.
fn member_length(trees: &[TokenTree]) -> usize {
    let mut depth = 0_usize;
    for (at, tree) in trees.iter().enumerate() {
        if is_punct(Some(tree), '<') {
            depth += 1;
        } else if is_punct(Some(tree), '>') && !is_arrow(&trees[..at]) {
            depth = depth.saturating_sub(1);
        }
        // `Array<{ 1 + 1 }>` in a signature is not a body.
        if is_punct(Some(tree), ';') || (depth == 0 && braces(tree).is_some()) {
            return at + 1;
        }
    }
    trees.len()
}

/// The marks among the member's attributes, and the member without them.
fn split_marks(member: &[TokenTree]) -> (Vec<Mark>, TokenStream) {
    let mut marks = Vec::new();
    let mut rest = member;
    let mut others = TokenStream::new();
    while let [sign, list, behind @ ..] = rest
        && is_punct(Some(sign), '#')
    {
        match mark(list) {
            Some(mark) => marks.push(mark),
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
                if mark(list).is_some() {
                    trees.next();
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

/// `[section]`, `[section(...)]`, or the same by a path such as `gmr::section`.
fn mark(list: &TokenTree) -> Option<Mark> {
    let TokenTree::Group(group) = list else { return None };
    let trees = flatten(group.stream());
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
    Some(Mark { at: word.span(), says })
}
