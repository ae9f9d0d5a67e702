//! An `impl` block, read as far as the signatures of its functions.

use super::mark::{Mark, Says, split_marks};
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
        if let Some(Mark { at, says, cfg }) = marks.next() {
            let again = marks.next().map(|mark| mark.at);
            let mut item = Item::read(&others);
            item.cfgs.extend(cfg);
            marked.push(Marked { at, says, again, item });
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
