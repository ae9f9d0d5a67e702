//! What the fields of a generic type ask of its parameters.

use crate::ast::{Common, Form, Unset};
use crate::attr::{flatten_deep, is_punct, is_word};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::Type;

/// The type's own where clause, and what the author says or else the shown fields ask for.
pub(crate) fn where_clause(common: &Common<'_>, flattened: &TokenStream) -> TokenStream {
    let generics = &common.input.generics;
    let own = generics.where_clause.as_ref().map(|clause| clause.predicates.iter());
    let own = own.into_iter().flatten();
    let bounds = common.bound.clone().unwrap_or_else(|| inferred(common, flattened));
    let predicates = quote!(#(#own,)* #bounds);
    if predicates.is_empty() { predicates } else { quote!(where #predicates) }
}

/// One bound for each parameter that a shown field mentions.
fn inferred(common: &Common<'_>, flattened: &TokenStream) -> TokenStream {
    let root = &common.root;
    // A list: a type has few bounds, and a set would be most of what this file costs to compile.
    let mut seen = Vec::new();
    let mut bounds = TokenStream::new();
    let mut ask = |ty: &Type, bound: &TokenStream| {
        let trees = flatten_deep(quote!(#ty));
        for parameter in common.input.generics.type_params() {
            for subject in mentions(&trees, &parameter.ident) {
                let predicate = quote!(#subject: #bound,);
                let text = predicate.to_string();
                if !seen.contains(&text) {
                    seen.push(text);
                    bounds.extend(predicate);
                }
            }
        }
    };
    for field in common.shown() {
        match field.form {
            Form::Auto | Form::Nested => ask(field.ty, &quote!(#root::__private::ReportValue)),
            Form::Debug => ask(field.ty, &quote!(#root::__private::Debug)),
            Form::Display => ask(field.ty, &quote!(#root::__private::Display)),
            Form::Flatten => ask(field.ty, flattened),
            // The function or the format asks for what it needs; a secret is not read.
            Form::With(_) | Form::Format(_) | Form::Secret(_) | Form::Skip => {}
        }
        if let Some(Unset::OfType(_)) = field.default {
            ask(field.ty, &quote!(#root::__private::Default));
        }
    }
    bounds
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
