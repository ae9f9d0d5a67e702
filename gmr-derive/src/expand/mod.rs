//! From what the author means to what the compiler reads: calls, not logic.

mod body;
mod config_derive;
mod main_attr;
mod registration;
mod schema;
mod section_attr;
mod section_derive;
mod sections_attr;
mod statement;
mod task_attr;

pub(crate) use config_derive::config_derive;
pub(crate) use main_attr::main_attr;
pub(crate) use section_attr::section_attr;
pub(crate) use section_derive::section_derive;
pub(crate) use sections_attr::sections_attr;
pub(crate) use task_attr::task_attr;

use crate::ast::Root;
use crate::attr::{flatten, is_punct, is_word};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::DeriveInput;
use syn::spanned::Spanned;

/// The user's place with the macro's own context: an error points at the user's tokens, lints
/// still see generated code, and all locals meet.
fn here(user: Span) -> Span {
    user.resolved_at(Span::call_site())
}

/// The name as it stands in generated code: a derive does not "use" what is deprecated.
fn ident_here(user: &Ident) -> Ident {
    let mut ident = user.clone();
    ident.set_span(here(user.span()));
    ident
}

/// Makes the paths of a body short, and brings in the steps if it climbs; they have no names that
/// could meet the user's. Nothing is imported for nothing, so that no lint has to be allowed.
fn import(root: &Root, climbs: bool) -> TokenStream {
    match climbs {
        true => quote!(use #root::__private::{self as __gmr, steps::*};),
        false => quote!(use #root::__private as __gmr;),
    }
}

/// Writes a value, given as a reference, by the first step of the ladder that its type meets; in
/// the scope of [`import`].
fn climb(value: &TokenStream, slot: &TokenStream, at: Span) -> TokenStream {
    quote_spanned!(at=> (&&&&&__gmr::Tier(#value)).__gmr_put(#slot);)
}

/// Title, order and place of a section.
pub(crate) fn meta(root: &Root, title: &str, order: i32, timeout_ms: u64) -> TokenStream {
    let order = (order != 0).then(|| quote!(.order(#order)));
    let timeout = (timeout_ms != 0).then(|| quote!(.timeout_ms(#timeout_ms)));
    quote!(&#root::__private::meta!(#title) #order #timeout)
}

/// What writes the instance that a path leads to.
fn look(root: &Root, path: &TokenStream) -> TokenStream {
    let at = here(path.span());
    quote_spanned!(at=> |__out| #root::__private::put_report(&#path, __out))
}

/// What writes the value that a function makes.
fn collect(root: &Root, path: &TokenStream) -> TokenStream {
    let at = here(path.span());
    let climb = climb(&quote_spanned!(at=> &(#path)()), &quote!(__out), at);
    let import = import(root, true);
    quote!(|__out| { #import #climb })
}

/// Hands a section to the linker's list: what is known of it, and the statements that write it to
/// `__out`. The address of this entry makes it the same one in the next report.
fn submit_section(root: &Root, meta: &TokenStream, write: &TokenStream) -> TokenStream {
    quote! {
        #root::__private::inventory::submit! {
            #root::__private::SectionEntry::new(#meta, |__out| { #write })
        }
    }
}

/// One list for all instances of the type.
pub(crate) fn tracked(input: &DeriveInput, root: &Root) -> TokenStream {
    let name = &ident_here(&input.ident);
    quote! {
        impl #root::__private::Instances for #name {
            const TRACKER: &'static #root::__private::Tracker = #root::__private::tracker!();
        }
    }
}

/// Statements that begin with an item in a block of their own, because lints want the items of a
/// block before its statements. Others stay as they are: errors about a body that is no block of
/// its own say more.
fn own_block(statements: &[TokenTree], body: Span) -> TokenStream {
    const ITEMS: &str =
        "const enum extern fn impl macro_rules mod pub static struct trait type use";
    let mut start = 0;
    while is_punct(statements.get(start), '#') {
        start += 2;
    }
    let inner: TokenStream = statements.iter().cloned().collect();
    if !ITEMS.split(' ').any(|word| is_word(statements.get(start), word)) {
        return inner;
    }
    let mut block = Group::new(Delimiter::Brace, inner);
    block.set_span(here(body));
    TokenTree::Group(block).into()
}

/// A function with other statements, made of its own and of where they stand; attributes of the
/// body, such as `#![allow(...)]`, stay first.
fn rebuilt(
    tokens: TokenStream,
    make: impl FnOnce(&TokenStream, Span) -> TokenStream,
) -> TokenStream {
    let mut trees = flatten(tokens);
    let Some(TokenTree::Group(body)) = trees.pop() else { return trees.into_iter().collect() };
    let inner: Vec<TokenTree> = body.stream().into_iter().collect();
    let mut start = 0;
    while is_punct(inner.get(start), '#') && is_punct(inner.get(start + 1), '!') {
        start += 3;
    }
    let (attributes, statements) = inner.split_at(start.min(inner.len()));
    let mut content: TokenStream = attributes.iter().cloned().collect();
    content.extend(make(&own_block(statements, body.span()), body.span()));
    let mut rebuilt = Group::new(Delimiter::Brace, content);
    rebuilt.set_span(body.span());
    trees.push(TokenTree::Group(rebuilt));
    trees.into_iter().collect()
}
