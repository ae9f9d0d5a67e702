//! `#[gmr::task]`

use super::rebuilt;
use crate::ast::Root;
use crate::attr::{First, Options, is_punct, is_word};
use crate::check;
use crate::ctxt::Ctxt;
use crate::item::{Function, Item, Kind};
use crate::symbol::{self, plain};
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::LitStr;

/// An `async fn` whose body is listed while it lives, or what is wrong beside it.
///
/// ```text
/// async fn worker(id: u32) -> u8 {
///     let __gmr_begun = begin_task!("worker", "id={id}");
///     let __gmr_body = async move {
///         if false {
///             return pinned::<u8>();
///         }
///         // the user's body
///     };
///     Begun::track(__gmr_begun, __gmr_body).await
/// }
/// ```
///
/// Without the statement that never runs, the type of the body would be found by what it holds,
/// and a mistake in it told somewhere else.
pub(crate) fn task_attr(arguments: TokenStream, tokens: TokenStream) -> TokenStream {
    let cx = Ctxt::default();
    let first = First { key: symbol::NAME, example: "#[gmr::task(\"worker\")]" };
    let (first, options) = Options::with_first(arguments, &symbol::TASK, first, &cx);
    let name = options.string(symbol::NAME, "\"worker\"").or(first);
    let detail = options.format(symbol::DETAIL, "\"id={id}\"");
    let root = Root::read(&options);
    drop(options);
    if let Some(name) = &name {
        check::task_name(name, &cx);
    }
    let item = Item::read(&tokens);
    check::task(&item, &cx);
    match (cx.finish(), &item.kind) {
        (None, Kind::Function(function)) => {
            let name = name.as_ref().map_or_else(|| plain(&function.name), LitStr::value);
            wrapped(tokens, function, &root, &quote!(#name, #detail))
        }
        (errors, _) => quote!(#tokens #errors),
    }
}

fn wrapped(
    tokens: TokenStream,
    function: &Function,
    root: &Root,
    begin: &TokenStream,
) -> TokenStream {
    let pin = pin(function, root);
    rebuilt(tokens, |statements, at| {
        let mut body = Group::new(Delimiter::Brace, quote!(#pin #statements));
        body.set_span(at);
        quote_spanned! {super::here(at)=>
            let __gmr_begun = #root::__private::begin_task!(#begin);
            let __gmr_body = async move #body;
            #root::__private::Begun::track(__gmr_begun, __gmr_body).await
        }
    })
}

/// What tells the body the type that the function returns, unless that has no name.
fn pin(function: &Function, root: &Root) -> TokenStream {
    let output = &function.output;
    let is_unnamed = |tree: &TokenTree| is_word(Some(tree), "impl");
    let trees = crate::attr::flatten_deep(output.iter().cloned().collect());
    if trees.iter().any(is_unnamed) || is_punct(output.first(), '!') {
        return TokenStream::new();
    }
    let at = super::here(output.first().map_or_else(Span::call_site, TokenTree::span));
    let ty = if output.is_empty() { quote!(()) } else { output.iter().cloned().collect() };
    // All of it at the type, where a message says that the type was found.
    let root = quote!(#root).into_iter().map(|mut tree| {
        tree.set_span(at);
        tree
    });
    let root: TokenStream = root.collect();
    quote_spanned!(at=> if false { return #root::__private::pinned::<#ty>(); })
}
