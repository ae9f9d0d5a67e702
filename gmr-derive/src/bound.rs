//! What the fields of a generic type ask of its parameters.

use crate::ast::{Common, Form};
use crate::attr::{flatten_deep, is_punct, is_word};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use std::collections::HashSet;

/// The type's own where clause, and one bound for each parameter that a shown field mentions.
pub(crate) fn where_clause(common: &Common<'_>, flattened: &TokenStream) -> TokenStream {
    let root = &common.root;
    let generics = &common.input.generics;
    let mut seen = HashSet::new();
    let mut bounds = Vec::new();
    for field in common.shown() {
        let bound = match field.form {
            Form::Auto | Form::Nested => quote!(#root::__private::ReportValue),
            Form::Debug => quote!(#root::__private::Debug),
            Form::Display => quote!(#root::__private::Display),
            Form::Flatten => flattened.clone(),
            // The function asks for what it needs; a secret is not read.
            Form::With(_) | Form::Secret(_) | Form::Skip => continue,
        };
        let ty = field.ty;
        let trees = flatten_deep(quote!(#ty));
        for parameter in generics.type_params() {
            for subject in mentions(&trees, &parameter.ident) {
                let predicate = quote!(#subject: #bound);
                if seen.insert(predicate.to_string()) {
                    bounds.push(predicate);
                }
            }
        }
    }
    let own = generics.where_clause.as_ref().map(|clause| clause.predicates.iter());
    let own = own.into_iter().flatten();
    quote!(where #(#own,)* #(#bounds,)*)
}

/// `T`, or `T::Item` where only that is mentioned; nothing for what a `PhantomData` holds, which
/// has no value to show.
fn mentions(trees: &[TokenTree], parameter: &Ident) -> Vec<TokenStream> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(tree) = trees.get(at) {
        if is_word(Some(tree), "PhantomData") {
            at = after_arguments(trees, at + 1);
            continue;
        }
        let is_parameter = matches!(tree, TokenTree::Ident(ident) if ident == parameter);
        if is_parameter && !is_behind_path_sign(trees, at) {
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
