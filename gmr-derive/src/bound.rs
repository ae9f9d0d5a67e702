//! What the fields of a generic type ask of its parameters.

use crate::ast::{Common, Form, Unset};
use crate::attr::{flatten_deep, is_punct, is_word};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::Type;

/// The type's own where clause, and what the author says or else the shown fields ask for;
/// `group` is the trait of what is flattened, if it takes more than a form.
pub(crate) fn where_clause(common: &Common<'_>, group: Option<&TokenStream>) -> TokenStream {
    let generics = &common.input.generics;
    let own = generics.where_clause.as_ref().map(|clause| clause.predicates.iter());
    let own = own.into_iter().flatten();
    let bounds = common.bound.clone().unwrap_or_else(|| inferred(common, group));
    let predicates = quote!(#(#own,)* #bounds);
    if predicates.is_empty() { predicates } else { quote!(where #predicates) }
}

/// One bound for each parameter that a shown field mentions.
fn inferred(common: &Common<'_>, group: Option<&TokenStream>) -> TokenStream {
    let root = &common.root;
    let value = quote!(#root::__private::ReportValue);
    let mut bounds = Bounds { common, seen: Vec::new(), tokens: TokenStream::new() };
    for field in common.shown() {
        let ty = field.ty;
        match field.form {
            Form::Auto | Form::Nested => bounds.ask(ty, &value),
            Form::Debug => bounds.ask(ty, &quote!(#root::__private::Debug)),
            Form::Display => bounds.ask(ty, &quote!(#root::__private::Display)),
            Form::Flatten => match group {
                Some(group) => bounds.ask_whole(ty, group),
                None => bounds.ask(ty, &value),
            },
            // The function or the format asks for what it needs; a secret is not read.
            Form::With(_) | Form::Format(_) | Form::Secret(_) | Form::Skip => {}
        }
        if let Some(Unset::OfType(_)) = field.default {
            bounds.ask(ty, &quote!(#root::__private::Default));
        }
    }
    bounds.tokens
}

/// Bounds, each of them once.
struct Bounds<'a> {
    common: &'a Common<'a>,
    /// A list: a type has few bounds, and a set would be most of what this file costs to compile.
    seen: Vec<String>,
    tokens: TokenStream,
}

impl Bounds<'_> {
    /// Asks each parameter in the type for the trait.
    fn ask(&mut self, ty: &Type, of: &TokenStream) {
        for subject in self.mentioned(ty) {
            self.push(quote!(#subject: #of,));
        }
    }

    /// Asks the type itself: a group is one whatever its parameters are.
    fn ask_whole(&mut self, ty: &Type, of: &TokenStream) {
        if !self.mentioned(ty).is_empty() {
            self.push(quote!(#ty: #of,));
        }
    }

    fn mentioned(&self, ty: &Type) -> Vec<TokenStream> {
        let trees = flatten_deep(quote!(#ty));
        let parameters = self.common.input.generics.type_params();
        parameters.flat_map(|parameter| mentions(&trees, &parameter.ident)).collect()
    }

    fn push(&mut self, predicate: TokenStream) {
        let text = predicate.to_string();
        if !self.seen.contains(&text) {
            self.seen.push(text);
            self.tokens.extend(predicate);
        }
    }
}

/// `T`, or `T::Item` or `<T as Trait>::Item` where only that is mentioned; nothing for what a
/// `PhantomData` holds, which has no value to show.
fn mentions(trees: &[TokenTree], parameter: &Ident) -> Vec<TokenStream> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        if is_word(Some(tree), "PhantomData") {
            at = after_arguments(trees, at + 1);
            continue;
        }
        if let Some(end) = qualified_end(trees, at) {
            if is_ident(trees.get(at + 1), parameter) {
                found.push(trees[at..end].iter().cloned().collect());
            }
            at = end;
            continue;
        }
        if is_ident(Some(tree), parameter) && !is_behind_path_sign(trees, at) {
            let path = is_punct(trees.get(at + 1), ':') && is_punct(trees.get(at + 2), ':');
            found.push(match trees.get(at + 3) {
                Some(TokenTree::Ident(associated)) if path => quote!(#parameter::#associated),
                _ => quote!(#parameter),
            });
        }
        at += 1;
    }
    found
}

fn is_ident(tree: Option<&TokenTree>, name: &Ident) -> bool {
    matches!(tree, Some(TokenTree::Ident(ident)) if ident == name)
}

/// Where `<Name as Trait>::Item` ends, if it begins here.
fn qualified_end(trees: &[TokenTree], at: usize) -> Option<usize> {
    let is_qualified = is_punct(trees.get(at), '<') && is_word(trees.get(at + 2), "as");
    let behind = is_qualified.then(|| after_arguments(trees, at))?;
    let is_path = is_punct(trees.get(behind), ':') && is_punct(trees.get(behind + 1), ':');
    let is_item = is_path && matches!(trees.get(behind + 2), Some(TokenTree::Ident(_)));
    is_item.then_some(behind + 3)
}

/// Whether `::` stands before the tree.
fn is_behind_path_sign(trees: &[TokenTree], at: usize) -> bool {
    at >= 2 && is_punct(trees.get(at - 1), ':') && is_punct(trees.get(at - 2), ':')
}

/// The place behind `<...>`, or the same place if there is none.
fn after_arguments(trees: &[TokenTree], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, tree) in trees.iter().enumerate().skip(start) {
        if is_punct(Some(tree), '<') {
            depth += 1;
        } else if is_punct(Some(tree), '>') && !is_punct(trees.get(at - 1), '-') {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return if at == start { start } else { at + 1 };
        }
    }
    trees.len()
}
